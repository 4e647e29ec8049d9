// What comes under a plan: where it was saved, or that it was not.
import type { Plan } from '../../../terraform/plan/plan.ts';
import { isApplicable } from '../../../terraform/plan/plan.ts';
import { paragraph, rule } from '../../../terraform/print/words.ts';
import type { Opened } from './open-backend.ts';
import type { Request } from './operation.ts';
import { writePlanFile } from './plan-file.ts';
import { report } from './report.ts';
import { inAutomation, outWidth, problem, type Session, writeText } from './session.ts';
import { savedBackend } from './workdir.ts';

/** Saves the plan if asked to, and says what to do next. True when that failed. */
export function planFooter(session: Session, request: Request, plan: Plan, opened: Extract<Opened, { ok: true }>): boolean {
  const width = outWidth(session);
  let text = '';
  const generated = plan.changes.filter((change) => change.generatedConfig !== undefined);
  const applicable = isApplicable(plan);
  if (request.generateConfig !== null && generated.length) {
    const blocks = generated.map((change) => `# __generated__ by Terraform from "${change.importing?.id ?? ''}"\n${change.generatedConfig}`);
    writeText(
      session,
      request.generateConfig,
      `# __generated__ by Terraform\n# Please review these resources and move them into your main configuration files.\n\n${blocks.join('\n')}`,
    );
    text += `\n${paragraph(`Terraform has generated configuration and written it to ${request.generateConfig}. Please review the configuration and edit it as necessary before adding it to version control.`, width)}\n`;
  }
  if (request.out !== null) {
    const saved = savedBackend(session);
    const failed = writePlanFile(session, request.out, { plan, backend: { type: opened.backend.type, config: saved?.config ?? {} } });
    if (failed) {
      report(session, [problem('Failed to write plan file', `The plan file could not be written: ${failed}.`)]);
      return true;
    }
  }
  if (request.out !== null) {
    const inner = `    terraform apply ${JSON.stringify(request.out)}`;
    text += `\nSaved the plan to: ${request.out}\n\n${paragraph('To perform exactly these actions, run the following command to apply:', width)}\n${inner}\n`;
  } else {
    const note = 'Note: You didn\'t use the -out option to save this plan, so Terraform can\'t guarantee to take exactly these actions if you run "terraform apply" now.';
    text += `\n${paragraph(note, width)}\n`;
  }
  if (applicable && text && !session.stream && !inAutomation(session)) session.process.out(`\n${session.ink.gray(rule(width))}\n${text}`);
  return false;
}
