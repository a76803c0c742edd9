import * as pulumi from "@pulumi/pulumi";

/**
 * An argument that cannot work. Its message is the whole story: one sentence with the field and the remedy, never
 * the value of a secret. The CLI prints it without a stack trace.
 */
export class InvalidInput extends pulumi.RunError {
  /**
   * @param owner the resource, such as `BrokerClient "gitlab"`
   * @param problem what is wrong and what to do, without a full stop
   */
  constructor(owner: string, problem: string) {
    super();
    const message = `${owner}: ${problem}.`;
    // Where the value was an Output, the SDK writes "error serializing property …" in front, once for each
    // resource that it reaches. That helps nobody, so what it writes is dropped.
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined, configurable: true });
  }
}
