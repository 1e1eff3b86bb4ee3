import { incidentLog } from './incident-log.ts';
import { Cluster } from './cluster.ts';
import { runClean, runRandomly } from './schedule.ts';
import { Expectation } from './outcome.ts';
import { LATE_ROW_CODEC } from '@grapevine/core/stages/radar/late-slots.ts';
import { readHead } from '@grapevine/core/reading/radar-head.ts';
import { decodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { Oracle } from '../oracle/oracle.ts';
const seed = Number(process.argv[2]);
const logs = incidentLog(seed);
const clean = await Cluster.open(logs); await runClean(clean);
const exp = await Expectation.of(logs, clean);
const c = await Cluster.open(logs, seed % 3);
console.log(await runRandomly(c, seed));
const oracle = new Oracle(logs);
// slots: compare late rows
const late = async (c: Cluster) => { const s = await c.stores.snapshot('radar/main'); const h = (await readHead(s))!; const out = new Map<string, string>(); for (const hour of h.lateHours) for (const r of await s.scan(`late:${hour}`)) { const row = LATE_ROW_CODEC.decode(r.bytes); for (const [n, slots] of row.counters) for (const [p, v] of slots) out.set(`${r.key} ${n} ${p}`, v.counters.vector.join()); } return out; };
const a = await late(clean), b = await late(c);
for (const [k, v] of a) if (b.get(k) !== v) {
  console.log('late differs', k, '\n  ', v, '\n  ', b.get(k));
  const [brand, n, p] = k.split(' ') as [string, string, string]; const [level, start] = n.split(':');
  for (const [name, cl] of [['clean', clean], ['random', c]] as const) for (const r of await cl.recordsOf('grapevine.pulses.v1', 0)) { const pu = decodePulse(r.value!); if (pu.partition !== Number(p)) continue; const s = pu.late.find((x) => x.brand === brand && x.level === level && x.startMs === Number(start)); console.log('   ', name, r.offset, 'v', pu.offset, 'wm', pu.watermarkMs, s ? s.counters.vector.reduce((x, y) => x + y, 0) : '-'); }
  break;
}
for (const [k] of b) if (!a.has(k)) console.log('only in random', k);
for (const v of (await exp.violations(c)).slice(0, 20)) {
  const m = v.message.match(/^(.*?): (\{.*?\}), expected (\{.*\})$/);
  if (m) { const x = JSON.parse(m[2]!), y = JSON.parse(m[3]!); console.log(v.law, m[1], Object.keys({ ...x, ...y }).filter((k) => x[k] !== y[k]).map((k) => `${k} ${x[k]}!=${y[k]}`).join(' ')); } else console.log(v.law, v.message.slice(0, 300));
}
