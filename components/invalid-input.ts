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
    super(`${owner}: ${problem}.`);
  }
}
