/**
 * A text for programs: a client whose rollout is awaited, takes a slot of `--parallel`, and can fail to become ready
 * (`NOT_READY=1`). It is replaced with every generation, the old one going last, as a Deployment is.
 */
export const STAND_IN_CLIENT = `
class Client extends pulumi.dynamic.Resource {
  constructor(name, integration) {
    super({
      async create({ generation }) {
        if (process.env.NOT_READY) throw new Error("the client never became ready");
        await new Promise((ready) => setTimeout(ready, 200));
        return { id: name + "-g" + generation, outs: { generation } };
      },
      async diff(_id, olds, news) {
        return olds.generation === news.generation ? { changes: false } : { changes: true, replaces: ["generation"] };
      },
    }, name, { generation: integration.tokenGeneration, token: integration.brokerToken }, {}, "test", "Client");
  }
}
`;
