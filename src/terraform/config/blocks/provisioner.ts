// provisioner and connection blocks of a resource or a removed block.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Block, Body } from '../../hcl/ast.ts';
import { references } from '../../lang/references.ts';
import type { Provisioner } from '../config.ts';
import { partialContent } from '../content.ts';
import { rangeText } from '../range.ts';
import { keyword } from './traversal.ts';

const PROVISIONER = { attributes: ['when', 'on_failure'], blocks: ['connection', 'lifecycle', '_'] };

/** The connection block of a body that may have one. */
export function connectionOf(block: Block, seen: Block | null, where: 'resource' | 'provisioner', diagnostics: Diagnostic[]): Block {
  if (!seen) return block;
  diagnostics.push({
    severity: 'error',
    summary: 'Duplicate connection block',
    detail: `This ${where} already has a connection block at ${rangeText(seen.defRange)}.`,
    subject: block.defRange,
  });
  return seen;
}

/** Provisioners with what the resource says of connections below what each says itself. */
export const withConnection = (provisioners: readonly Provisioner[], base: Block | null): readonly Provisioner[] =>
  base ? provisioners.map((each) => ({ ...each, connection: each.connection ? over(base.body, each.connection) : base.body })) : provisioners;

const over = (base: Body, own: Body): Body => ({
  ...own,
  attributes: [...base.attributes.filter((below) => !own.attributes.some((above) => above.name === below.name)), ...own.attributes],
});

export function decodeProvisioner(block: Block, diagnostics: Diagnostic[]): Provisioner | null {
  const type = block.labels[0] ?? '';
  const { attributes, blocks, rest } = partialContent(block.body, PROVISIONER, diagnostics);
  if (['chef', 'habitat', 'puppet', 'salt-masterless'].includes(type)) {
    diagnostics.push({
      severity: 'error',
      summary: `The "${type}" provisioner has been removed`,
      detail: `The "${type}" provisioner was deprecated in Terraform 0.13.4 has been removed from Terraform. Visit https://learn.hashicorp.com/collections/terraform/provision for alternatives to using provisioners that are a better fit for the Terraform workflow.`,
      subject: block.typeRange,
    });
    return null;
  }
  const when = attributes.when ? keyword(attributes.when.expression) : 'create';
  if (when !== 'create' && when !== 'destroy') {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid "when" keyword',
      detail: 'The "when" argument requires one of the following keywords: create or destroy.',
      subject: attributes.when?.expression.range,
    });
  }
  const failure = attributes.on_failure ? keyword(attributes.on_failure.expression) : 'fail';
  if (failure !== 'fail' && failure !== 'continue') {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid "on_failure" keyword',
      detail: 'The "on_failure" argument requires one of the following keywords: continue or fail.',
      subject: attributes.on_failure?.expression.range,
    });
  }
  let connection: Block | null = null;
  for (const inner of blocks) {
    if (inner.type === 'connection') connection = connectionOf(inner, connection, 'provisioner', diagnostics);
    else {
      diagnostics.push({
        severity: 'error',
        summary: 'Reserved block type name in provisioner block',
        detail: `The block type name ${JSON.stringify(inner.type)} is reserved for use by Terraform in a future version.`,
        subject: inner.typeRange,
      });
    }
  }
  if (when === 'destroy') {
    for (const attribute of [...rest.attributes, ...(connection?.body.attributes ?? [])]) {
      for (const reference of references(attribute.expression).references) {
        if (['self', 'path', 'terraform', 'each', 'count'].includes(reference.kind)) continue;
        diagnostics.push({
          severity: 'error',
          summary: 'Invalid reference from destroy provisioner',
          detail:
            "Destroy-time provisioners and their connection configurations may only reference attributes of the related resource, via 'self', 'count.index', or 'each.key'.\n\nReferences to other resources during the destroy phase can cause dependency cycles and interact poorly with create_before_destroy.",
          subject: reference.range,
        });
      }
    }
  }
  return {
    type,
    when: when === 'destroy' ? 'destroy' : 'create',
    onFailure: failure === 'continue' ? 'continue' : 'fail',
    body: rest,
    connection: connection?.body ?? null,
    range: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
  };
}
