// The syntax tree of HCL native syntax; the JSON syntax is brought into the same shapes.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';

export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
  readonly range: SourceRange;
  /** Where an "argument is required" diagnostic points to. */
  readonly endRange: SourceRange;
  /**
   * Of the JSON syntax, which cannot tell a nested block from an argument: what no table knows as a block is an attribute,
   * and `blocksOf` in `json.ts` reads it as blocks where a schema says so.
   */
  readonly json?: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly expression: Expression;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly typeRange: SourceRange;
  readonly labelRanges: readonly SourceRange[];
  /** From the type to the end of the header (before `{`). */
  readonly defRange: SourceRange;
  readonly range: SourceRange;
  readonly openBrace: SourceRange;
  readonly closeBrace: SourceRange;
}

/** A step of a reference such as `aws_instance.web[0].id`. The first step is always a root. */
export type TraversalStep =
  | { readonly kind: 'root'; readonly name: string; readonly range: SourceRange }
  | { readonly kind: 'attribute'; readonly name: string; readonly range: SourceRange }
  | { readonly kind: 'index'; readonly key: string | number; readonly range: SourceRange };

export type Traversal = readonly TraversalStep[];

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression = { readonly range: SourceRange /** In JSON: the string that this template was. */; readonly json?: string } & (
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** `lost`: something was here that is no expression. */
  | { readonly kind: 'null'; readonly lost?: true }
  | {
      readonly kind: 'template';
      readonly parts: readonly TemplatePart[];
      readonly quoted: boolean /** What is wrong with it, told when it is evaluated. */;
      readonly faults?: readonly Diagnostic[];
    }
  /** A template of one interpolation and nothing else: keeps the value's type. */
  | { readonly kind: 'wrap'; readonly expression: Expression }
  | { readonly kind: 'traversal'; readonly traversal: Traversal }
  | { readonly kind: 'relative'; readonly source: Expression; readonly traversal: readonly TraversalStep[] }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly nameRange: SourceRange;
      readonly args: readonly Expression[];
      readonly expand: boolean;
      readonly closeRange: SourceRange;
    }
  | { readonly kind: 'index'; readonly collection: Expression; readonly key: Expression; readonly bracketRange: SourceRange }
  | { readonly kind: 'splat'; readonly source: Expression; readonly full: boolean; readonly each: readonly SplatStep[]; readonly markerRange: SourceRange }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression; readonly operatorRange: SourceRange }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'conditional'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly items: readonly { readonly key: Expression; readonly value: Expression /** The key was a bare word. */; readonly bare: boolean }[] }
  | {
      readonly kind: 'for';
      readonly keyName: string | null;
      readonly valueName: string;
      readonly collection: Expression;
      readonly key: Expression | null;
      readonly value: Expression;
      readonly condition: Expression | null;
      readonly group: boolean;
      readonly openRange: SourceRange;
      readonly closeRange: SourceRange;
    }
  | { readonly kind: 'parens'; readonly expression: Expression }
);

export type SplatStep =
  | TraversalStep
  | { readonly kind: 'indexBy'; readonly key: Expression; readonly range: SourceRange }
  /** A splat in a splat: `a[*].b[*].c`. It holds the steps that follow it. */
  | { readonly kind: 'splat'; readonly full: boolean; readonly each: readonly SplatStep[]; readonly range: SourceRange };

export type TemplatePart =
  | { readonly kind: 'literal'; readonly value: string; readonly range: SourceRange }
  | { readonly kind: 'interpolation'; readonly expression: Expression; readonly range: SourceRange }
  | { readonly kind: 'if'; readonly condition: Expression; readonly yes: readonly TemplatePart[]; readonly no: readonly TemplatePart[]; readonly range: SourceRange }
  | {
      readonly kind: 'for';
      readonly keyName: string | null;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly range: SourceRange;
    };
