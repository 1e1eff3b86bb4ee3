/**
 * The words by which a brand is named, as configured, and their faults. A term is compared in normal form
 * (`text-normal-form.ts`); a term that starts with @ or # stands for that handle or hashtag, in whichever list it is.
 *
 * Faults are data: a configuration check shows all of them at once, each with its place. `compileBrandMatcher` throws
 * the same list, because a matcher with a term left out would count wrongly for ever.
 */
import { normalForm } from './text-normal-form.ts';

/** What names a brand. `exclude` holds longer phrases in which the brand's terms do not count ("manchester united"). */
export interface BrandTerms {
  readonly id: string;
  readonly keywords: readonly string[];
  /** With or without the leading @. */
  readonly handles: readonly string[];
  /** With or without the leading #. */
  readonly hashtags: readonly string[];
  readonly products: readonly string[];
  readonly exclude: readonly string[];
}

export type TermField = 'keywords' | 'handles' | 'hashtags' | 'products' | 'exclude';

/** One term that cannot be searched for: where it stands, and in `message` what is wrong and what to do. */
export interface TermFault {
  readonly kind: 'empty' | 'nothing-left' | 'too-long' | 'ill-formed' | 'not-one-token';
  readonly brand: string;
  readonly field: TermField;
  readonly index: number;
  readonly message: string;
}

/** A sound term in normal form. */
export interface SoundTerm {
  readonly text: string;
  readonly brandIndex: number;
  readonly excludes: boolean;
}

/** The longest term, in code points as written. */
export const MAX_TERM_CODE_POINTS = 200;

const FIELDS: readonly TermField[] = ['keywords', 'handles', 'hashtags', 'products', 'exclude'];
const SIGN: Readonly<Partial<Record<TermField, string>>> = { handles: '@', hashtags: '#' };

/** Thrown for terms that cannot be searched for; `faults` has every one of them. Not retriable. */
export class LanguageError extends Error {
  readonly code = 'GV_LANGUAGE_TERM' as const;
  readonly retriable = false;
  readonly faults: readonly TermFault[];

  constructor(faults: readonly TermFault[]) {
    super(faults.map((fault) => fault.message).join('\n'));
    this.name = 'LanguageError';
    this.faults = faults;
  }
}

function withSign(term: string, sign: string | undefined): string {
  return sign === undefined || term === '' || term.startsWith(sign) ? term : sign + term;
}

type Complaint = readonly [TermFault['kind'], string];

function complaintAbout(raw: string, term: string, sign: string | undefined): Complaint | undefined {
  if (raw.trim() === '') return ['empty', 'is empty; remove it or write the term'];
  const codePoints = Array.from(raw).length;
  if (codePoints > MAX_TERM_CODE_POINTS) {
    return ['too-long', `has ${codePoints} code points, more than ${MAX_TERM_CODE_POINTS}; shorten it`];
  }
  if (!raw.isWellFormed()) return ['ill-formed', 'holds half a surrogate pair; write the character again'];
  if (term === '' || term === sign) {
    return [
      'nothing-left',
      'holds nothing that can be searched for (only spaces, signs or invisible characters); remove it',
    ];
  }
  if (sign !== undefined && term.includes(' ')) {
    return ['not-one-token', `holds a space, which no ${sign}name has; write it without, or move it to keywords`];
  }
  return undefined;
}

/** Reads all terms of all brands: the sound ones in normal form, and the faults of the others, in order of configuration. */
export function readBrandTerms(brands: readonly BrandTerms[]): { terms: SoundTerm[]; faults: TermFault[] } {
  const terms: SoundTerm[] = [];
  const faults: TermFault[] = [];
  brands.forEach((brand, brandIndex) => {
    for (const field of FIELDS) {
      brand[field].forEach((raw, index) => {
        const sign = SIGN[field];
        const text = withSign(normalForm(raw), sign);
        const complaint = complaintAbout(raw, text, sign);
        if (complaint === undefined) {
          terms.push({ text, brandIndex, excludes: field === 'exclude' });
          return;
        }
        const [kind, what] = complaint;
        const place = `brands[${brandIndex}].match.${field}[${index}]`;
        faults.push({ kind, brand: brand.id, field, index, message: `${place} of brand "${brand.id}" ${what}` });
      });
    }
  });
  return { terms, faults };
}
