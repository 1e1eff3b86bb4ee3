/**
 * Many strings searched for at once, in time linear in the text (Aho and Corasick, CACM 1975), over UTF-16 units.
 *
 * States are numbered breadth first, so the children of a state are neighbours and a state needs only the number of its
 * first child. The first states (near the root, where a text spends its time) have a full row of transitions with the
 * fail links followed beforehand; the many deep ones, mostly with one child, look among their children and then follow
 * their fail link. 5,000 terms take about 5 MB of typed arrays and no objects.
 *
 *     terms  he, hers, she        0 ─h─ 1 ─e─ 3* ─r─ 5 ─s─ 6*      fail: 4 → 1, 7 → 3, 6 → 2
 *                                 └─s─ 2 ─h─ 4 ─e─ 7*             (* a term ends here; numbers follow the depth)
 */

const ROOT = 0;
const NO_TERM = -1;
/** Entries in the table of full rows: 4 MiB at most, used up by some 25,000 states of an alphabet of 40. */
const ROW_ENTRIES = 1 << 20;

/** The search tables; see `compileAutomaton`. Not to be changed by whoever reads them. */
export interface Automaton {
  /** Class of each UTF-16 unit, 0 = in no term; capitals A-Z have the class of the small letter. */
  readonly classOf: Uint16Array;
  readonly classCount: number;
  /** Transitions of the states below `rowCount`: state x classCount + class. */
  readonly rows: Int32Array;
  readonly rowCount: number;
  /** Children of state s: the states [firstChild[s], firstChild[s + 1]), ascending by `label`, the class that leads there. */
  readonly firstChild: Int32Array;
  readonly label: Uint16Array;
  readonly fail: Int32Array;
  /** Of a state: itself if a term ends in it, else the longest suffix in which one does, else 0. */
  readonly firstEnd: Int32Array;
  /** Of a state in which a term ends: the number of that term. */
  readonly termOf: Int32Array;
}

function classesOf(terms: readonly string[]): { classOf: Uint16Array; classCount: number } {
  const units = new Set<number>();
  for (const term of terms) {
    for (let i = 0; i < term.length; i += 1) units.add(term.charCodeAt(i));
  }
  const classOf = new Uint16Array(0x10000);
  [...units]
    .sort((a, b) => a - b)
    .forEach((unit, i) => {
      classOf[unit] = i + 1;
    });
  for (let unit = 0x41; unit <= 0x5a; unit += 1) classOf[unit] = classOf[unit + 0x20] as number;
  return { classOf, classCount: units.size + 1 };
}

interface Trie {
  readonly firstChild: Int32Array;
  readonly label: Uint16Array;
  readonly termOf: Int32Array;
  readonly stateCount: number;
}

/** A state is a range of sorted terms that share a prefix; its children split the range by the next unit. */
function buildTrie(terms: readonly string[], classOf: Uint16Array): Trie {
  const mostStates = 1 + terms.reduce((sum, term) => sum + term.length, 0);
  const firstChild = new Int32Array(mostStates + 1);
  const label = new Uint16Array(mostStates);
  const termOf = new Int32Array(mostStates).fill(NO_TERM);
  const from = new Int32Array(mostStates);
  const to = new Int32Array(mostStates);
  const depth = new Uint16Array(mostStates);
  to[ROOT] = terms.length;
  let stateCount = 1;
  for (let state = 0; state < stateCount; state += 1) {
    const at = depth[state] as number;
    firstChild[state] = stateCount;
    let first = from[state] as number;
    if (terms[first]?.length === at) {
      termOf[state] = first;
      first += 1;
    }
    for (let i = first; i < (to[state] as number); i += 1) {
      const next = classOf[(terms[i] as string).charCodeAt(at)] as number;
      const isNew = i === first || label[stateCount - 1] !== next;
      if (isNew) {
        label[stateCount] = next;
        from[stateCount] = i;
        depth[stateCount] = at + 1;
        stateCount += 1;
      }
      to[stateCount - 1] = i + 1;
    }
  }
  firstChild[stateCount] = stateCount;
  const end = stateCount;
  return {
    firstChild: firstChild.slice(0, end + 1),
    label: label.slice(0, end),
    termOf: termOf.slice(0, end),
    stateCount,
  };
}

/** The child of `state` by class `c`, or 0. */
function childOf(firstChild: Int32Array, label: Uint16Array, state: number, c: number): number {
  let low = firstChild[state] as number;
  let high = firstChild[state + 1] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((label[middle] as number) <= c) low = middle;
    else high = middle;
  }
  return low < high && label[low] === c ? low : ROOT;
}

/**
 * Builds the automaton of `terms`: distinct, not empty, without ASCII capitals, sorted by UTF-16 unit (`Array.sort`
 * without an argument). Terms are numbered by their place.
 */
export function compileAutomaton(terms: readonly string[]): Automaton {
  const { classOf, classCount } = classesOf(terms);
  const { firstChild, label, termOf, stateCount } = buildTrie(terms, classOf);
  const rowCount = Math.min(stateCount, Math.max(1, Math.floor(ROW_ENTRIES / classCount)));
  const rows = new Int32Array(rowCount * classCount);
  const fail = new Int32Array(stateCount);
  const firstEnd = new Int32Array(stateCount);

  // Ascending numbers are ascending depths: a fail link leads to a smaller number, whose own links are complete.
  for (let state = 0; state < stateCount; state += 1) {
    const link = fail[state] as number;
    firstEnd[state] = termOf[state] === NO_TERM ? (firstEnd[link] as number) : state;
    const childrenEnd = firstChild[state + 1] as number;
    for (let child = firstChild[state] as number; child < childrenEnd; child += 1) {
      const c = label[child] as number;
      let suffix = state;
      let target = ROOT;
      while (suffix !== ROOT && target === ROOT) {
        suffix = fail[suffix] as number;
        target = childOf(firstChild, label, suffix, c);
      }
      fail[child] = target;
    }
    if (state >= rowCount) continue;
    const row = state * classCount;
    if (state !== ROOT) rows.copyWithin(row, link * classCount, (link + 1) * classCount);
    for (let child = firstChild[state] as number; child < childrenEnd; child += 1)
      rows[row + (label[child] as number)] = child;
  }
  return { classOf, classCount, rows, rowCount, firstChild, label, fail, firstEnd, termOf };
}

/**
 * Every occurrence of every term in `text`, as term, end, term, end, ...: by ascending end (exclusive, in UTF-16 units),
 * at one end the longest first. A-Z in the text count as small letters. O(text + occurrences). A flat list and no
 * callback: most texts have no occurrence, and the loop stays free of calls.
 */
export function occurrencesIn(automaton: Automaton, text: string): readonly number[] {
  const { classOf, classCount, rows, rowCount, firstChild, label, fail, firstEnd, termOf } = automaton;
  const occurrences: number[] = [];
  let state = ROOT;
  for (let i = 0; i < text.length; i += 1) {
    const c = classOf[text.charCodeAt(i)] as number;
    let next = ROOT;
    while (state >= rowCount && next === ROOT) {
      next = childOf(firstChild, label, state, c);
      if (next === ROOT) state = fail[state] as number;
    }
    state = next === ROOT ? (rows[state * classCount + c] as number) : next;
    let end = firstEnd[state] as number;
    while (end !== ROOT) {
      occurrences.push(termOf[end] as number, i + 1);
      end = firstEnd[fail[end] as number] as number;
    }
  }
  return occurrences;
}
