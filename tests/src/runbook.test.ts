/** Whoever is woken by an alarm finds what to do; and what an alarm looks at is measured. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const { groups } = parse(read('infra/prometheus/alarms.yaml')) as { groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

test('each alarm has its section in the runbook, and each section its alarm', () => {
  const sections = [...read('docs/runbook.md').matchAll(/^## (Grapevine\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(rules.map(({ alert }) => alert));
});

test('what an alarm looks at is a metric of ours', () => {
  const sources = globSync('{packages,services}/*/src/**/*.ts', { cwd: fileURLToPath(ROOT) }).map(read);
  const measured = new Set(
    sources.flatMap((text) => [...text.matchAll(/name: '(grapevine_\w+)'/g)].map(([, name]) => name)),
  );
  const looked = rules.flatMap(({ expr }) => [...expr.matchAll(/\bgrapevine_\w+/g)].map(([name]) => name));
  expect(looked.length).toBeGreaterThan(rules.length - 2);
  expect(looked.filter((name) => !measured.has(name.replace(/_bucket$/, '')))).toEqual([]);
});
