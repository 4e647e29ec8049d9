// What comes under a plan: where it was saved, or that it was not.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import { isApplicable } from '../../../terraform/plan/plan.ts';
import { paragraph, rule } from '../../../terraform/print/words.ts';
import { DiskError } from '../../disk/disk.ts';
import type { Opened } from './open-backend.ts';
import type { Request } from './operation.ts';
import { type SavedPlan, writePlanFile } from './plan-file.ts';
import { report } from './report.ts';
import { inAutomation, outWidth, pathOf, problem, type Session } from './session.ts';
import { savedBackend } from './workdir.ts';

const generatedIn = (plan: Plan) => plan.changes.filter((change) => change.generatedConfig !== undefined);

/** Writes the configuration that was generated, if any was; says why where that cannot be. */
export function writeGenerated(session: Session, file: string, plan: Plan): Diagnostic | null {
  const blocks = generatedIn(plan).map((change) => `# __generated__ by Terraform from ${JSON.stringify(change.importing?.id ?? '')}\n${change.generatedConfig}`);
  if (!blocks.length) return null;
  try {
    session.process.disk.write(
      pathOf(session, file),
      `# __generated__ by Terraform\n# Please review these resources and move them into your main configuration files.\n\n${blocks.join('\n')}`,
    );
    return null;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return problem(
      'Failed to create target generated file',
      `Terraform could not create the generated file (${file}) in the target directory: open ${file}: no such file or directory. Depending on the error message, this may be a bug in Terraform itself. If so, please report it!`,
    );
  }
}

/** A plan with the backend that it was made for. */
export const savedPlanOf = (session: Session, plan: Plan, opened: Extract<Opened, { ok: true }>): SavedPlan => ({
  plan,
  backend: { type: opened.backend.type, config: savedBackend(session)?.config ?? {} },
});

/** Saves the plan if asked to, and says what to do next. True when that failed. */
export function planFooter(session: Session, request: Request, plan: Plan, opened: Extract<Opened, { ok: true }>): boolean {
  const width = outWidth(session);
  let text = '';
  const applicable = isApplicable(plan);
  if (request.generateConfig !== null && generatedIn(plan).length) {
    text += `\n${paragraph(`Terraform has generated configuration and written it to ${request.generateConfig}. Please review the configuration and edit it as necessary before adding it to version control.`, width)}\n`;
  }
  if (request.out !== null) {
    const failed = writePlanFile(session, request.out, savedPlanOf(session, plan, opened));
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
