/** The grammar of the commands by which anybody can check what is said of the language part. */
import { type Command, Option } from 'commander';
import type { LanguageEvalFlags } from '../commands/language.ts';
import { LABEL_TASKS } from '../evaluating/labelled-file.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

export function addLanguageCommands(program: Command, shell: Shell, finish: Finish): void {
  const language = program.command('language').description('what is read in texts: how well, on labelled ones');
  language
    .command('eval')
    .description('predict the labels of a file, and count how often they are the given ones')
    .argument(
      '<file>',
      'TSV with the header label<TAB>text; labels negative, neutral, positive (harm: claim, none); also .gz and .zst; - is standard input',
    )
    .requiredOption('--lang <code>', 'language of the texts: en, nb, ar, de, es, fr, hi, it, pt, ...')
    .addOption(new Option('--task <task>', 'what the labels are of').choices(LABEL_TASKS).default('sentiment'))
    .option('--predictions <file>', 'write a line label<TAB>score for each text')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Where a file has only two labels, one of these two is predicted. docs/language.md has the figures.

Examples:
  $ ./grapevine language eval tweets.tsv.gz --lang en
  $ ./grapevine language eval claims.tsv --lang nb --task harm --predictions out.tsv`,
    )
    .action((file: string, flags: LanguageEvalFlags) =>
      finish(async () => (await import('../commands/language.ts')).runLanguageEval(file, flags, shell)),
    );
}
