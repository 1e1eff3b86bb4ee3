import { encodeLogEntry, decodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { createIngester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { surroundingsOf, replayAuthorKey } from '@grapevine/single-process/surroundings.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
const N = Number(process.argv[2] ?? 400000), B = Number(process.argv[3] ?? 8192);
const reading = parseConfiguration(standardLoadConfiguration(50), 'x.yaml'); if (reading.kind !== 'ok') throw new Error('');
const ingest = createIngester({ surroundings: surroundingsOf(reading.configuration, replayAuthorKey('main')), partitions: 8, nowMs: Date.now });
const parts: Uint8Array[][] = Array.from({ length: 8 }, () => []); let step = 0; let buf: any[] = []; let n = 0;
const flush = () => { for (const o of ingest(buf).outcomes) if (o.kind === 'accepted') { for (const r of o.records) parts[r.partition]!.push(encodeLogEntry(r.record)); const s = Math.floor((o.atMs - 5000) / 10000); if (s > step) { step = s; for (const p of parts) p.push(encodeLogEntry({ type: 'mark', source: 'f', worker: 'w', lowWatermarkMs: o.atMs - 5000, state: 'live', holds: true, cursor: '' })); } } buf = []; };
for (const i of standardLoad({ seed: 1, events: N, startMs: Date.UTC(2026, 0, 1) })) { buf.push({ kind: 'value', value: i, original: null, origin: { kind: 'file', file: 'f', line: ++n } }); if (buf.length === 1000) flush(); } flush();
const records = parts.reduce((s, p) => s + p.length, 0); console.log('records', records);
class Rows { f = new Map<string, Map<string, Uint8Array>>(); async read(f: string, k: readonly string[]) { const r = this.f.get(f); return k.map((x) => r?.get(x)); } async scan(f: string) { return [...(this.f.get(f) ?? [])].map(([key, bytes]) => ({ key, bytes })); } apply(c: any) { for (const d of c.drops) this.f.delete(d); for (const p of c.puts) { let r = this.f.get(p.family); if (!r) this.f.set(p.family, r = new Map()); r.set(p.key, p.bytes); } for (const d of c.deletes) this.f.get(d.family)?.delete(d.key); } }
let foldUs = 0, pubUs = 0, chgUs = 0, puts = 0, bytes = 0; const us = () => { const c = process.cpuUsage(); return c.user + c.system; };
for (const [p, log] of parts.entries()) { const rows = new Rows(); const t = await Tally.load(rows as any, { partition: p, groups: ['main'] });
  for (let i = 0; i < log.length; i += B) { const inp = log.slice(i, i + B).map((b, k) => ({ offset: i + k, entry: decodeLogEntry(b) })); const a = us(); await t.fold(inp, rows as any); const b = us(); t.publish(i + inp.length); const c = us(); const ch = t.changes(i + inp.length); const d = us(); rows.apply(ch); puts += ch.puts.length; bytes += ch.puts.reduce((s: number, x: any) => s + x.bytes.length, 0); foldUs += b - a; pubUs += c - b; chgUs += d - c; } if (p===0) console.log(t.accounts); }
console.log({ foldNs: (foldUs / records * 1000) | 0, publishNs: (pubUs / records * 1000) | 0, changesNs: (chgUs / records * 1000) | 0, rate: (records / (foldUs + pubUs + chgUs) * 1e6) | 0, foldRate: (records / foldUs * 1e6) | 0, rowsPerEvent: puts / records, bytesPerEvent: bytes / records, rss: process.memoryUsage.rss() >> 20 });
