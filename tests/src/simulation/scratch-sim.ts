import { Cluster } from './cluster.ts';
import { incidentLog } from './incident-log.ts';
import { Expectation } from './outcome.ts';
import { runClean, runRandomly } from './schedule.ts';

const [from, to] = process.argv.slice(2).map(Number) as [number, number];
let tl = 0,
  tc = 0,
  te = 0,
  tr = 0,
  tv = 0;
for (let seed = from; seed < to; seed++) {
  let t = performance.now();
  const lap = () => {
    const n = performance.now();
    const d = n - t;
    t = n;
    return d;
  };
  const logs = incidentLog(seed);
  tl += lap();
  const clean = await Cluster.open(logs);
  await runClean(clean);
  tc += lap();
  const exp = await Expectation.of(logs, clean);
  te += lap();
  const v0 = await exp.violations(clean);
  tv += lap();
  const c = await Cluster.open(logs, seed % 3);
  let r;
  try {
    r = await runRandomly(c, seed);
  } catch (e) {
    console.log(seed, 'died', e);
    continue;
  }
  tr += lap();
  const v = await exp.violations(c);
  tv += lap();
  console.log(
    seed,
    logs.map((l) => l.length).join(),
    'decisions',
    exp.decisions
      .map((d) => {
        const a = JSON.parse(d);
        return a.brand + a.state[0] + a.severity[0];
      })
      .join(' '),
    'clean',
    v0.length,
    'random',
    v.length,
    JSON.stringify(r),
  );
  for (const x of [...v0.slice(0, 2), ...v.slice(0, 3)]) console.log('   ', x.law, x.message.slice(0, 900));
}
console.log({ tl, tc, te, tr, tv });
