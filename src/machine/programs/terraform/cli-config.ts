// The settings of the program itself: TF_CLI_CONFIG_FILE or ~/.terraformrc. What is wrong with them is told before every command, and ends none.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import { literalText } from '../../../terraform/config/blocks/traversal.ts';
import type { Body } from '../../../terraform/hcl/ast.ts';
import { parseConfig } from '../../../terraform/hcl/parse.ts';
import { report } from './report.ts';
import { exists, problem, readText, type Session } from './session.ts';

/** A mistake without an explanation, and without the empty line that stands for one elsewhere. */
const bare = (summary: string): Diagnostic => ({ ...problem(summary, ''), extra: { bare: true } });

/** Says what is wrong with the settings, if anything is. */
export function checkSettings(session: Session): void {
  const found = settingsProblems(session);
  if (!found.length) return;
  session.process.err('There are some problems with the CLI configuration:\n');
  for (const one of found) report({ ...session, spaced: true }, [one]);
  if (hasErrors(found)) session.process.err('As a result of the above problems, Terraform may not behave as intended.\n\n\n');
}

function settingsProblems(session: Session): readonly Diagnostic[] {
  const { env } = session.process;
  const named = env.TF_CLI_CONFIG_FILE ?? '';
  const path = named || `${env.HOME ?? ''}/.terraformrc`;
  const here: Session = { ...session, folder: session.process.cwd };
  const text = readText(here, path);
  if (named && text === null && !exists(here, named)) {
    return [problem('Unable to open CLI configuration file', `The CLI configuration file at ${JSON.stringify(named)} does not exist.`, 'warning')];
  }
  const parsed = text === null ? null : parseConfig(path, text);
  const body = parsed && !hasErrors(parsed.diagnostics) ? parsed.body : null;
  return [...(body ? blockProblems(body) : []), ...cacheProblems(here, env.TF_PLUGIN_CACHE_DIR || (body && textOf(body, 'plugin_cache_dir')) || '')];
}

function textOf(body: Body, name: string): string | null {
  const attribute = body.attributes.find((candidate) => candidate.name === name);
  return attribute ? literalText(attribute.expression) : null;
}

function cacheProblems(session: Session, folder: string): readonly Diagnostic[] {
  if (folder === '' || exists(session, folder)) return [];
  return [bare(`The specified plugin cache dir ${folder} cannot be opened: stat ${folder}: no such file or directory`)];
}

function blockProblems(body: Body): readonly Diagnostic[] {
  const named = (type: string) => body.blocks.filter((block) => block.type === type);
  const badHosts = ['host', 'credentials'].flatMap((type) =>
    named(type).flatMap((block) => {
      const name = block.labels[0] ?? '';
      const rune = /[^\p{L}\p{N}.:-]/u.exec(name)?.[0]?.codePointAt(0);
      if (rune === undefined) return [];
      const shown = rune.toString(16).toUpperCase().padStart(4, '0');
      return [bare(`The ${type} ${JSON.stringify(name)} block has an invalid hostname: idna: disallowed rune U+${shown}`)];
    }),
  );
  const twice = ['credentials_helper', 'provider_installation'].flatMap((type) => (named(type).length > 1 ? [bare(`No more than one ${type} block may be specified`)] : []));
  return [...badHosts, ...twice];
}
