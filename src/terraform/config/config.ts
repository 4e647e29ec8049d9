// A configuration after loading: the blocks of every module, checked for shape but with nothing evaluated.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Body, Expression, Traversal } from '../hcl/ast.ts';
import type { Type } from '../lang/type.ts';
import type { Value } from '../lang/value.ts';
import type { ResourceMode } from './address.ts';
import type { ConfigSources } from './sources.ts';

export interface Config {
  readonly root: ModuleConfig;
  /** By the names of the calls joined with dots: `` for the root, `network.subnets`. Parents come before children. */
  readonly modules: { readonly [path: string]: ModuleConfig };
  readonly sources: ConfigSources;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ModuleConfig {
  /** Names of the calls that lead here. */
  readonly path: readonly string[];
  /** Folder, relative to the working folder: `.`, `modules/network`. */
  readonly directory: string;
  /** Its files, in the order in which they count. */
  readonly files: readonly string[];
  readonly variables: { readonly [name: string]: VariableBlock };
  readonly locals: { readonly [name: string]: LocalBlock };
  readonly outputs: { readonly [name: string]: OutputBlock };
  /** By `aws_vpc.main`, `data.aws_ami.linux`, `ephemeral.t.n`. */
  readonly resources: { readonly [name: string]: ResourceBlock };
  readonly calls: { readonly [name: string]: ModuleCall };
  /** By `aws` and `aws.west`. */
  readonly providers: { readonly [name: string]: ProviderBlock };
  readonly requiredProviders: { readonly [name: string]: RequiredProvider };
  readonly requiredVersions: readonly { readonly constraint: string; readonly range: SourceRange }[];
  readonly backend: BackendBlock | null;
  readonly cloud: BackendBlock | null;
  readonly moved: readonly MovedBlock[];
  readonly removed: readonly RemovedBlock[];
  readonly imports: readonly ImportBlock[];
  readonly checks: { readonly [name: string]: CheckBlock };
}

export interface CheckRule {
  readonly condition: Expression;
  readonly errorMessage: Expression;
  readonly range: SourceRange;
}

export interface VariableBlock {
  readonly name: string;
  readonly type: Type;
  /** Values for the attributes that `optional(type, value)` lets out. Opaque here; see `lang/constraint.ts`. */
  readonly defaults: unknown;
  /** How text from the command line and the environment is read: as itself, or as an expression. */
  readonly parsing: 'literal' | 'expression';
  readonly default: Value | null;
  readonly description: string | null;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly nullable: boolean;
  readonly validations: readonly CheckRule[];
  readonly range: SourceRange;
}

export interface LocalBlock {
  readonly name: string;
  readonly expression: Expression;
  readonly range: SourceRange;
}

export interface OutputBlock {
  readonly name: string;
  readonly expression: Expression;
  readonly description: string | null;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly dependsOn: readonly Traversal[];
  readonly preconditions: readonly CheckRule[];
  readonly range: SourceRange;
}

export interface ProviderReference {
  /** Local name in this module. */
  readonly name: string;
  readonly alias: string | null;
  readonly range: SourceRange;
}

export interface Lifecycle {
  readonly createBeforeDestroy: boolean | null;
  readonly preventDestroy: boolean;
  readonly ignoreChanges: 'all' | readonly Traversal[];
  readonly replaceTriggeredBy: readonly Expression[];
  readonly preconditions: readonly CheckRule[];
  readonly postconditions: readonly CheckRule[];
}

export interface Provisioner {
  readonly type: string;
  readonly when: 'create' | 'destroy';
  readonly onFailure: 'fail' | 'continue';
  readonly body: Body;
  /** How to reach the machine that it is for: its own connection block over the resource's; null when neither says. */
  readonly connection: Body | null;
  readonly range: SourceRange;
  readonly typeRange: SourceRange;
}

export interface ResourceBlock {
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
  /** What belongs to the type's schema: the meta-arguments are taken out. */
  readonly body: Body;
  readonly count: Expression | null;
  readonly forEach: Expression | null;
  readonly provider: ProviderReference | null;
  readonly dependsOn: readonly Traversal[];
  readonly lifecycle: Lifecycle;
  readonly provisioners: readonly Provisioner[];
  /** The header: `resource "aws_vpc" "main"`. */
  readonly range: SourceRange;
  readonly typeRange: SourceRange;
  /** The name of the `check` block it is nested in. */
  readonly check: string | null;
}

export interface ModuleCall {
  readonly name: string;
  readonly source: string;
  readonly sourceRange: SourceRange;
  readonly version: string | null;
  readonly versionRange: SourceRange | null;
  readonly body: Body;
  readonly count: Expression | null;
  readonly forEach: Expression | null;
  readonly dependsOn: readonly Traversal[];
  readonly providers: readonly { readonly inner: ProviderReference; readonly outer: ProviderReference }[] | null;
  readonly range: SourceRange;
}

export interface ProviderBlock {
  readonly name: string;
  readonly alias: string | null;
  readonly version: string | null;
  readonly body: Body;
  readonly range: SourceRange;
}

export interface RequiredProvider {
  readonly name: string;
  /** `registry.terraform.io/hashicorp/aws`. */
  readonly source: string;
  /** As written, if it was. */
  readonly versions: readonly string[];
  readonly aliases: readonly { readonly name: string; readonly alias: string }[];
  readonly range: SourceRange;
}

export interface BackendBlock {
  readonly type: string;
  readonly body: Body;
  readonly range: SourceRange;
  readonly typeRange: SourceRange;
}

export interface MovedBlock {
  readonly from: Traversal;
  readonly to: Traversal;
  readonly range: SourceRange;
}

export interface RemovedBlock {
  readonly from: Traversal;
  readonly destroy: boolean;
  readonly provisioners: readonly Provisioner[];
  readonly range: SourceRange;
}

export interface ImportBlock {
  readonly to: Expression;
  readonly id: Expression;
  readonly forEach: Expression | null;
  readonly provider: ProviderReference | null;
  readonly range: SourceRange;
  readonly toRange: SourceRange;
}

export interface CheckBlock {
  readonly name: string;
  /** Name of its data source (`data.t.n`), which is among the module's resources too. */
  readonly data: string | null;
  readonly asserts: readonly CheckRule[];
  readonly range: SourceRange;
}

export const pathKey = (path: readonly string[]): string => path.join('.');
