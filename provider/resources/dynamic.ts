import * as pulumi from "@pulumi/pulumi";
import { redactDebugMessages } from "./debug-redaction";
import { RESOURCE_TYPE_PREFIX } from "../type-tokens";

redactDebugMessages();

/**
 * The module that every stored `__provider` requires. It is written into the state of users and therefore a
 * contract for ever: `package.json` must export it, under this name, in every release.
 */
const PROVIDER_MODULE = "pulumi-snyk-broker/provider";

/** What a concrete resource tells about itself. */
export interface ResourceShape {
  /** Outputs that the provider adds to the inputs. */
  readonly outputs: readonly string[];
  /** Outputs that are stored encrypted and printed as `[secret]`. */
  readonly secrets?: readonly string[];
  /** An input, an object, that takes what the provider is told of the run along. @default an input of its own */
  readonly runIn?: string;
}

/**
 * What the constructor of `pulumi.CustomResource` takes for a dynamic resource whose provider is named, not serialized:
 * `__provider` is a constant text that loads this package at run time. `pulumi.dynamic.Resource` would walk and store the
 * provider's closures instead, with the schemas and HTTP clients that they hold (docs/decisions/001-constant-provider.md).
 *
 * A function, and no class between: Pulumi takes the second caller of `CustomResource` for the program, and stores its
 * line with the resource.
 */
export function dynamicResource(
  kind: string,
  name: string,
  inputs: Record<string, unknown>,
  shape: ResourceShape,
  opts: pulumi.CustomResourceOptions = {},
): [type: string, name: string, props: Record<string, unknown>, opts: pulumi.CustomResourceOptions] {
  const declared = Object.fromEntries(shape.outputs.map((output) => [output, undefined]));
  // The provider is told neither, needs both, and stores none of them.
  const run = { stack: stackName(), resource: name };
  return [
    `${RESOURCE_TYPE_PREFIX}${kind}`,
    name,
    { ...declared, ...withRun(given(inputs), run, shape.runIn), __provider: providerText(kind) },
    shape.secrets ? pulumi.mergeOptions(opts, { additionalSecretOutputs: [...shape.secrets] }) : opts,
  ];
}

// Pulumi's SDK makes an output of every property that it sees, with four promises, and writes a stack trace out for each
// of those: nothing costs a preview of many resources more.

/** Without the inputs that a program leaves out. */
function given(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function withRun(inputs: Record<string, unknown>, run: object, within?: string): Record<string, unknown> {
  if (within === undefined) return { ...inputs, __run: run };
  return { ...inputs, [within]: { ...(inputs[within] as object), __run: run } };
}

/** Under a program's own mocks, which give no organization, `undefined`. */
function stackName(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}

/**
 * The CommonJS text that the dynamic provider host runs. It resolves from the project's folder, which also works
 * inside this repository and for linked packages; `.pnpm/node_modules`, here or at the root of a workspace, is where
 * pnpm keeps packages that are not the project's direct dependency. Each resource stores the text twice, as JSON: hence
 * the single quotes.
 */
export function providerText(kind: string): string {
  return (
    `let r=require('module').createRequire(process.cwd()+'/_');exports.handler=()=>` +
    `r(r.resolve('${PROVIDER_MODULE}',{paths:['.',...r.resolve.paths('_').map(p=>p+'/.pnpm')]})).${kind}`
  );
}
