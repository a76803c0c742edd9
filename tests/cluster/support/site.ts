import { randomUUID } from "node:crypto";
import { type Forward, forward } from "../../../dev/quickstart/forward";
import { type Relay, type Scm, startScm } from "../../../simulator";
import { type Ran, Project } from "../../../dev/engine/project";
import { address, kubectl } from "./cluster";
import { Probe, type ProbeOptions } from "./probe";

const DAY_MS = 24 * 3600_000;

const GITLAB = "gitlab";

export interface SiteOptions {
  /** Names the namespaces: a short word. */
  readonly name: string;
  /**
   * Arguments of the `Broker`, as JavaScript, beside what a cluster without GitLab and with little room needs. It finds
   * `namespace`, `gitlabHost` and `gitlabToken` by these names.
   */
  readonly broker?: string;
  /** What the program does first. */
  readonly program?: string;
  /** Arguments of the client, as JavaScript, beside type, host and token. */
  readonly client?: string;
  readonly integration?: string;
  /**
   * Type of the integration. For another one than GitLab the site has no program until its caller writes one.
   * @default "gitlab"
   */
  readonly type?: string;
}

/** Where pods reach what runs beside them. */
interface Reached {
  /** Host and port. */
  readonly gitlab: string;
  readonly api: string;
}

/** A Snyk, a GitLab, a namespace, and the program that brings them together. */
export class ClusterSite {
  readonly project: Project;
  readonly scm: Scm;
  readonly namespace: string;
  /** Of the integration. */
  readonly type: string;
  readonly #forwards: readonly Forward[];
  readonly #reached: Reached;
  #days = 0;

  private constructor(
    project: Project,
    scm: Scm,
    { name, type = GITLAB }: SiteOptions,
    reached: Reached,
    forwards: readonly Forward[],
  ) {
    this.project = project;
    this.scm = scm;
    this.namespace = `${name}-${randomUUID().slice(0, 8)}`;
    this.type = type;
    this.#reached = reached;
    this.#forwards = forwards;
  }

  static async open(options: SiteOptions): Promise<ClusterSite> {
    const scmToken = `glpat-${randomUUID()}`;
    const scm = await startScm();
    const project = await Project.create({ program: "", simulator: { relay: true } });
    project.scan.plant("GitLab token", scmToken);
    const own = await address();
    const { simulator } = project;
    const forwards = await Promise.all(
      [scm.url, simulator.url, relayOf(project).brokerServerUrl].map((url) => forward(own, new URL(url))),
    );
    const [gitlab, api, broker] = forwards.map(({ url }) => url);
    await project.config({ "snyk-broker:brokerServerUrl": broker ?? "" });
    await project.run(["config", "set", "--secret", "gitlabToken", scmToken]);
    const reached = { gitlab: new URL(gitlab ?? "").host, api: api ?? "" };
    const site = new ClusterSite(project, scm, options, reached, forwards);
    if (site.type === GITLAB) site.write(options);
    return site;
  }

  /** Replaces the program by one for GitLab. */
  write({ broker = "", client = "", integration = "", program = "" }: SiteOptions): void {
    this.project.write(`
${program}
const namespace = ${JSON.stringify(this.namespace)};
const gitlabHost = "${this.#reached.gitlab}";
const gitlabToken = new pulumi.Config().requireSecret("gitlabToken");
const broker = new snykBroker.Broker("gitlab", {
  integration: { orgId: orgs[0], type: "${GITLAB}", rotation: { everyDays: 90 }, ${integration} },
  client: { type: "gitlab", host: gitlabHost, token: gitlabToken, ${client} },
  apiUrl: "${this.#reached.api}",
  insecureDownstream: true,
  namespace,
  createNamespace: true,
  resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "512Mi" } },
  ${broker}
});`);
  }

  get relay(): Relay {
    return relayOf(this.project);
  }

  /** Id of the integration, once it is brokered. */
  get integrationId(): string {
    const { simulator } = this.project;
    const integration = simulator.integration(simulator.orgs[0]?.id ?? "", this.type);
    if (!integration) throw new Error(`There is no ${this.type} integration yet`);
    return integration.id;
  }

  /** The SHA of nothing: which token is live, for comparisons. */
  liveToken(): string {
    return this.project.simulator.webUi.tokens(this.integrationId).brokerToken ?? "";
  }

  /** `pulumi up`; the token is not due. */
  up(): Promise<Ran> {
    return this.project.up({ today: this.#today() });
  }

  /** `pulumi up` on the day when the token is due. */
  rotate(): Promise<Ran> {
    this.#days += 91;
    return this.up();
  }

  /** What is under way can be stopped at any step. */
  startRotation(): ReturnType<Project["start"]> {
    this.#days += 91;
    return this.project.start(["up", "--yes", "--skip-preview"], { today: this.#today() });
  }

  preview(): Promise<Ran> {
    return this.project.preview({ today: this.#today() });
  }

  /** @param options `integrationId`: of a clone @default the integration's own */
  load({
    integrationId = this.integrationId,
    ...options
  }: ProbeOptions & { readonly integrationId?: string | undefined } = {}): Probe {
    return new Probe(this.relay, integrationId, options);
  }

  /** One request through the chain. */
  async request(): Promise<number> {
    return (await this.relay.import({ integrationId: this.integrationId, path: "/api/v4/user" })).status;
  }

  async close(): Promise<void> {
    await kubectl("delete", "namespace", "--ignore-not-found", "--wait=false", this.namespace);
    await Promise.all(this.#forwards.map((each) => each.close()));
    await this.scm.close();
    await this.project.close();
  }

  #today(): string {
    return new Date(Date.now() + this.#days * DAY_MS).toISOString().slice(0, 10);
  }
}

function relayOf({ simulator }: Project): Relay {
  if (!simulator.relay) throw new Error("The simulator has no relay");
  return simulator.relay;
}
