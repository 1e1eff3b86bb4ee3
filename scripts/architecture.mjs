// The rules of this repository that no general linter knows: who may depend on whom, what the core may not read, how
// files are named, how long they are, and what may not stand in any of them. Each rule is a function from one file to
// its faults, so that each is shown to bite in architecture.test.mjs. What biome and oxlint can do stands in their
// configuration.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const MAXIMUM_LINES = 500;
const CODE = new Set(['.ts', '.mts', '.js', '.mjs', '.lua', '.css', '.html']);
const VAGUE_NAME = /^(?:utils?|helpers?|common|misc)$/;

// The direction of dependencies: folder -> the workspace packages that its package.json may name. A new edge is a
// change of this table. `services/*` may use everything but the command line; `cli`, `tests` and `bench` everything.
const ADAPTER = ['core', 'engine'];
const PACKAGES = {
  core: [],
  engine: ['core'],
  'kafkajs-repair': [],
  'kafka-log': [...ADAPTER, 'kafkajs-repair'],
  'redis-store': ADAPTER,
  embedded: ADAPTER,
  'http-door': [],
  connectors: [...ADAPTER, 'http-door'],
  'http-api': [...ADAPTER, 'http-door'],
  notify: ADAPTER,
  contracts: ADAPTER,
  'test-services': [],
  testkit: ADAPTER,
  client: ['core', 'engine', 'kafkajs-repair'],
  // The composition roots' common part: like them it meets all adapters.
  'service-kit': [
    'core',
    'engine',
    'kafka-log',
    'redis-store',
    'embedded',
    'http-door',
    'connectors',
    'http-api',
    'notify',
  ],
};
const FOR_TESTS = ['contracts', 'testkit', 'test-services'];
// The client is tested against what is really served.
const FOR_TESTS_OF = { client: ['http-api', 'http-door'] };
// Programs as somebody else would write them: they import what an application, or a scorer of one's own, imports.
const EXAMPLE = ['client', 'core'];
const UNBOUND_ROOTS = /^(?:packages\/cli|tests|bench)\/package\.json$/;

// Results of these differ between engines and versions; the core has its own, in fixed order and precision.
const INEXACT_MATH = new Set(
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'.split(
    ' ',
  ),
);
const DECIDING_FOLDER = /^packages\/core\/src\/(?:stages|windows|detection|sketches|metrics)\//;

const FORBIDDEN_TEXT = [
  { pattern: /(?<![\w.~$}\])-])\/(?:work|root|home)\/\w/, what: 'a path of one machine' },
  { pattern: /\b(?:registry\.npm|npmjs\.org|yarnpkg\.com)/i, what: 'the host name of a package registry' },
];

/** All faults of one file: `{ path, line, message }`. `path` is relative to the root, with slashes. */
export function faultsOf(path, text) {
  const faults = [...nameFaults(path), ...textFaults(path, text)];
  if (basename(path) === 'package.json') faults.push(...directionFaults(path, text));
  if (/\.(?:ts|mts|mjs)$/.test(path)) faults.push(...sourceFaults(path, text));
  return faults.map((fault) => ({ path, ...fault }));
}

function nameFaults(path) {
  const vague = path.split('/').find((part) => VAGUE_NAME.test(part.split('.')[0]));
  if (vague) return [{ line: 1, message: `"${vague}" says nothing: name the file by its subject` }];
  if (/^index\.m?[tj]s$/.test(basename(path)))
    return [{ line: 1, message: 'no index files: import from the file that has it' }];
  return [];
}

function textFaults(path, text) {
  const faults = [];
  const lines = text.split('\n');
  if (CODE.has(extname(path)) && lines.length - 1 > MAXIMUM_LINES) {
    faults.push({ line: MAXIMUM_LINES + 1, message: `${lines.length - 1} lines; ${MAXIMUM_LINES} is the most` });
  }
  const forbidden =
    path === 'pnpm-lock.yaml' ? [...FORBIDDEN_TEXT, { pattern: /https?:\/\//, what: 'an address' }] : FORBIDDEN_TEXT;
  lines.forEach((line, index) => {
    for (const { pattern, what } of forbidden) {
      if (pattern.test(line)) faults.push({ line: index + 1, message: `${what} does not belong into the repository` });
    }
  });
  return faults;
}

function directionFaults(path, text) {
  if (path === 'package.json' || UNBOUND_ROOTS.test(path)) return [];
  const manifest = JSON.parse(text);
  const allowed = allowedPackages(path);
  if (!allowed)
    return [
      { line: 1, message: 'this package has no place yet in the direction of dependencies (scripts/architecture.mjs)' },
    ];
  const [, folder] = path.split('/');
  const alsoForTests = [...FOR_TESTS, ...(FOR_TESTS_OF[folder] ?? [])];
  const named = (dependencies) =>
    Object.keys(dependencies ?? {})
      .filter((name) => name.startsWith('@grapevine/'))
      .map((name) => name.slice('@grapevine/'.length));
  const wrong = [
    ...named(manifest.dependencies).filter((name) => !allowed.includes(name)),
    ...named(manifest.devDependencies).filter((name) => !allowed.includes(name) && !alsoForTests.includes(name)),
  ];
  return wrong.map((name) => ({ line: 1, message: `may not depend on @grapevine/${name}` }));
}

function allowedPackages(path) {
  const [folder, name] = path.split('/');
  if (folder === 'packages') return PACKAGES[name];
  if (folder === 'examples') return EXAMPLE;
  if (folder === 'services')
    return Object.keys(PACKAGES).filter((each) => each !== 'contracts' && each !== 'test-services');
  return undefined;
}

function sourceFaults(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const faults = [];
  const report = (node, message) => {
    faults.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, message });
  };
  const isTest = /\.test\.m?[tj]s$/.test(path);
  const isCore = path.startsWith('packages/core/src/') && !isTest;
  const decides = DECIDING_FOLDER.test(path) && !isTest;

  const visit = (node) => {
    const imported = importedModule(node);
    if (imported !== undefined && climbsOut(path, imported))
      report(node, `"${imported}" climbs into another package: import it by its name`);
    if (isCore) checkClockAndChance(node, report);
    if (decides) checkArithmetic(node, report);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

function importedModule(node) {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return node.moduleSpecifier.text;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal.text;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    return target && ts.isStringLiteral(target) ? target.text : undefined;
  }
  return undefined;
}

function climbsOut(path, imported) {
  if (!imported.startsWith('.')) return false;
  const home = packageFolder(path);
  return packageFolder(posix.join(dirname(path), imported)) !== home;
}

function packageFolder(path) {
  const [first, second] = path.split('/');
  return ['packages', 'services', 'examples'].includes(first) ? `${first}/${second}` : first;
}

function checkClockAndChance(node, report) {
  if (!ts.isIdentifier(node) || isMemberOrKey(node)) return;
  if (node.text === 'globalThis') report(node, 'the core reads nothing from the platform');
  if (node.text !== 'Date' && node.text !== 'Math') return;
  const use = node.parent;
  if (node.text === 'Math') {
    if (memberOf(use, node) === 'random') report(node, 'Math.random: chance is an argument in the core');
    return;
  }
  const isType = ts.isTypeReferenceNode(use);
  const isGivenInstant = ts.isNewExpression(use) && use.expression === node && (use.arguments?.length ?? 0) > 0;
  const isPureMember = memberOf(use, node) === 'UTC' || memberOf(use, node) === 'parse';
  if (!isType && !isGivenInstant && !isPureMember) report(node, 'the clock: time is an argument in the core');
}

function checkArithmetic(node, report) {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    const isConstant = (side) => ts.isNumericLiteral(side) || ts.isBigIntLiteral(side);
    if (!isConstant(node.left) || !isConstant(node.right))
      report(node, '** is Math.pow: use the arithmetic of the core');
  }
  if (!ts.isIdentifier(node) || node.text !== 'Math' || isMemberOrKey(node)) return;
  const member = memberOf(node.parent, node);
  if (member === undefined) report(node, 'Math may only be used as Math.<name>');
  else if (INEXACT_MATH.has(member)) {
    report(node, `Math.${member} is not the same everywhere: use the arithmetic of the core`);
  }
}

function memberOf(use, object) {
  return ts.isPropertyAccessExpression(use) && use.expression === object ? use.name.text : undefined;
}

// `x.Date` and `{ Date: 1 }` are not the global.
function isMemberOrKey(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** Tracked files and those about to be: what git knows and does not ignore. */
function listFiles(root) {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(output.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)));
}

function isText(content) {
  return !content.subarray(0, 8_000).includes(0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.cwd();
  const faults = listFiles(root).flatMap((path) => {
    const content = readFileSync(join(root, path));
    return isText(content) ? faultsOf(path, content.toString('utf8')) : [];
  });
  for (const { path, line, message } of faults) process.stdout.write(`${path}:${line}: ${message}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
