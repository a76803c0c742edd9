import { draw } from "../../cli/graph/draw";
import type { Drawing } from "../../cli/graph/drawing";
import { renderMermaid } from "../../cli/graph/mermaid";
import { renderSvg } from "../../cli/graph/svg";
import { UnusableFile } from "../../cli/stack/json";
import { parseStack } from "../../cli/stack/stack-file";
import {
  clone,
  CLONED,
  integration,
  NOBODY,
  ORG,
  OTHER_ORG,
  previewWith,
  ROTATED,
  secret,
  STORED,
  tokenSwitch,
  UNKNOWN,
} from "./preview-of";
import { clientIn, exportWith } from "./state-of";
import { recorded } from "./reviewed";

const AGES = { today: "2027-01-31", maxAgeDays: 90 };
const kept = { before: STORED, after: STORED };
const TOKEN = { brokerToken: "[secret]" };

const drawn = (file: Buffer, ages = AGES): Drawing => draw(parseStack(file), ages);

/** All texts by what they stand for, each node in one line, with its tone. */
function texts({ nodes, frames }: Drawing): Readonly<Record<string, readonly string[]>> {
  const all = [...nodes, ...frames.flatMap((frame) => frame.nodes)];
  return Object.fromEntries(
    [...new Set(all.map(({ kind }) => kind))].map((kind) => [
      kind,
      all.filter((node) => node.kind === kind).map(({ tone, lines }) => `${tone}: ${lines.join("; ")}`),
    ]),
  );
}

/** Edges by the first lines of what they connect. */
function connections({ nodes, frames, edges }: Drawing): readonly string[] {
  const all = [...nodes, ...frames.flatMap((frame) => frame.nodes)];
  const name = (id: string) => all.find((node) => node.id === id)?.lines.join(" ");
  return edges.map(({ from, to, label }) => `${name(from)} -${label ?? ""}> ${name(to)}`);
}

describe("a stack as it is", () => {
  it("shows organizations, what they share, the live token with its age, and its client", () => {
    const state = exportWith([
      integration("same", kept),
      clone("same", { before: CLONED, after: CLONED }),
      tokenSwitch("same", { before: { tokenGeneration: 1 }, after: { tokenGeneration: 1 } }),
      ...clientIn("gitlab", ["broker-gitlab-g1"]),
    ]);
    const drawing = drawn(state);
    expect(texts(drawing)).toEqual({
      organization: [`plain: Organization; ${ORG}`, `plain: Organization; ${OTHER_ORG}`],
      integration: ["plain: Integration gitlab"],
      clone: ["plain: Clone clone"],
      generation: ["live: Token generation 1; live; issued on 2027-01-01, 30 days old"],
      client: ["plain: BrokerClient client; broker-gitlab-g1"],
    });
    expect(drawing.frames[0]?.title).toBe("gitlab, shared by 2 organizations");
    expect(connections(drawing)).toHaveLength(5);
  });

  it("shows both generations, each with its client, when a rotation was interrupted", () => {
    const provisioned = { ...STORED, ...ROTATED, tokenIssuedOn: "2027-01-30", provisionedGeneration: 2 };
    const switched = { tokenGeneration: 1, provisionedGeneration: 0, liveGeneration: 1 };
    const state = exportWith([
      integration("same", { before: provisioned, after: provisioned, outputs: TOKEN }),
      tokenSwitch("same", { before: switched, after: switched }),
      ...clientIn("gitlab", ["broker-gitlab-g1", "broker-gitlab-g2-1a2b3c"]),
    ]);
    const drawing = drawn(state);
    expect(texts(drawing)["generation"]).toEqual([
      "live: Token generation 1; live",
      "coming: Token generation 2; provisional, not switched to; issued on 2027-01-30, 1 day old",
    ]);
    expect(connections(drawing)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Token generation 1 .* -switch> Token generation 2/),
        expect.stringMatching(/^Token generation 1 .* -> BrokerClient client broker-gitlab-g1/),
        expect.stringMatching(/^Token generation 2 .* -> BrokerClient client broker-gitlab-g2-1a2b3c/),
      ]),
    );
  });

  it("shows a token whose number a rotation has moved on, and which waits for its switch still", () => {
    const carried = { ...STORED, tokenGeneration: 3, tokenIssuedOn: "2027-01-30", provisionedGeneration: 2 };
    const switched = { tokenGeneration: 1, provisionedGeneration: 0, liveGeneration: 1 };
    const state = exportWith([
      integration("same", { before: carried, after: carried, outputs: TOKEN }),
      tokenSwitch("same", { before: switched, after: switched }),
    ]);
    expect(texts(drawn(state))["generation"]).toEqual([
      "live: Token generation 1; live",
      "coming: Token generation 3; provisional, not switched to; issued on 2027-01-30, 1 day old",
    ]);
  });

  it("shows no token where creation got none, whatever the inputs say", () => {
    const lost = { brokerToken: undefined, brokered: false, provisionedGeneration: 0 };
    const state = texts(drawn(exportWith([integration("same", { ...kept, outputs: lost })])));
    expect(state["integration"]).toEqual(["warning: Integration gitlab; it has no token yet"]);
    expect(state["generation"]).toBeUndefined();
  });

  it("marks a token that is too old, and a Broker that was turned off", () => {
    const off = { ...STORED, brokered: false };
    const old = texts(
      drawn(exportWith([integration("same", kept)]), { today: "2027-04-02", maxAgeDays: 90 }),
    );
    expect(old["generation"]).toEqual([
      "warning: Token generation 1; live; issued on 2027-01-01, 91 days old; older than 90 days",
    ]);
    const turnedOff = texts(drawn(exportWith([integration("same", { before: off, after: off })])));
    expect(turnedOff["integration"]).toEqual(["warning: Integration gitlab; its Broker is off"]);
    expect(turnedOff["generation"]).toEqual([expect.stringContaining("ended: the Broker was turned off")]);
  });

  it("shows clients of tokens from elsewhere, and the integration of another stack", () => {
    const facts = {
      orgId: ORG,
      type: "gitlab",
      tokenGeneration: 2,
      provisionedGeneration: 2,
      liveGeneration: 2,
    };
    const state = exportWith([
      tokenSwitch("same", { before: facts, after: facts }, NOBODY),
      ...clientIn(NOBODY, ["broker-jira-g1"]),
    ]);
    expect(texts(drawn(state))).toMatchObject({
      integration: ["plain: Integration of another stack"],
      generation: ["live: Token generation 2; live"],
      client: ["plain: BrokerClient client; broker-jira-g1; token from elsewhere"],
    });
  });

  it("says that there is nothing", () => {
    expect(texts(drawn(exportWith([])))).toEqual({ note: ["plain: No Snyk Broker in this stack"] });
    expect(texts(drawn(Buffer.from(`{"version":3,"deployment":{"manifest":{}}}`)))).toHaveProperty("note");
  });

  it("draws ten of many clones", () => {
    const clones = Array.from({ length: 200 }, (_, index) => {
      const facts = { ...CLONED, orgId: `org-${index}` };
      return clone("same", { name: `clone-${index}`, before: facts, after: facts });
    });
    const drawing = drawn(exportWith([integration("same", kept), ...clones]));
    expect(drawing.frames[0]?.title).toBe("gitlab, shared by 201 organizations");
    expect(texts(drawing)["clone"]).toHaveLength(11);
    expect(texts(drawing)["clone"]?.at(-1)).toBe("plain: 190 more clones");
    expect(texts(drawing)["organization"]).toHaveLength(11);
  });
});

describe("a preview", () => {
  it("shows what a rotation brings and what it ends", () => {
    expect(texts(drawn(recorded("broker-rotation-due")))).toMatchObject({
      integration: ["plain: Integration gitlab-integration; pulumi up: rotated"],
      generation: [
        expect.stringContaining("going: Token generation 1; live; cut off by the next pulumi up"),
        "coming: Token generation 2; comes with the next pulumi up",
      ],
      client: [
        "going: BrokerClient gitlab-client; broker-gitlab-g1-000001; ends with the next pulumi up",
        "coming: BrokerClient gitlab-client; broker-gitlab-g2-000002; starts with the next pulumi up",
      ],
    });
  });

  it.each([
    ["a first token", [integration("create", { after: STORED })], ["coming: 1"]],
    ["an end", [integration("delete", { before: STORED })], ["going: 1"]],
    [
      "a rotation that is completed",
      [
        integration("same", {
          before: { ...STORED, ...ROTATED, provisionedGeneration: 2 },
          after: { ...STORED, ...ROTATED, provisionedGeneration: 2 },
          outputs: TOKEN,
        }),
        tokenSwitch("update", {
          before: { tokenGeneration: 1, liveGeneration: 1 },
          after: { tokenGeneration: 2, provisionedGeneration: UNKNOWN },
        }),
      ],
      ["going: 1", "coming: 2"],
    ],
  ])("shows %s", (_, steps, generations) => {
    const seen = texts(drawn(previewWith(steps)))["generation"] ?? [];
    expect(seen.map((text) => text.replace(/Token generation (\d).*/, "$1"))).toEqual(generations);
  });
});

describe("what it prints", () => {
  const NASTY = `a"] b --> c <img src=x> & "quoted" \\N \`code\` #35; %% \n end`;
  const nasty = () =>
    drawn(
      exportWith([
        integration("same", { name: NASTY, ...kept }),
        secret("same", { name: NASTY, before: {}, after: {} }, NASTY),
      ]),
    );

  it("is Mermaid that GitHub draws", () => {
    expect(renderMermaid(drawn(recorded("broker-rotation-due")))).toMatchSnapshot();
  });

  it("lets no name be more than text in Mermaid", () => {
    const lines = renderMermaid(nasty()).split("\n");
    for (const line of lines.filter((text) => text.includes("quoted"))) {
      expect(line).toMatch(/^\s+(subgraph )?\w+\W{1,2}"[\p{L}\p{N} ,.:;/()_#<>-]*"\W{1,2}$/u);
      expect(line.replaceAll("<br/>", "")).not.toMatch(/[<>]|-->/);
    }
    expect(lines.filter((text) => text.trim() === "end")).toHaveLength(1);
  });

  it("is SVG, in which names are text too", async () => {
    const svg = await renderSvg(nasty());
    expect(svg).toContain("<svg");
    expect(svg).not.toContain("<img");
    expect(svg).toContain("&lt;img src=x&gt; &amp;");
    expect(svg).toContain("\\N");
  });

  it("holds nothing secret, wherever a secret is", async () => {
    const canary = "canary-secret";
    const inClear = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: `"${canary}"`,
    };
    const hidden = { brokerToken: canary, adopt: canary, provisionalToken: canary, extra: canary };
    for (const value of [inClear, "[secret]"]) {
      const everything = Object.fromEntries(Object.keys(STORED).map((name) => [name, value]));
      const facts = { ...STORED, ...hidden };
      const drawing = drawn(
        exportWith([
          integration("same", { name: "a", before: facts, after: facts, outputs: hidden }),
          integration("same", {
            name: "b",
            before: everything,
            after: everything,
            outputs: { brokerToken: value },
          }),
          ...clientIn("a", ["broker-g1"], hidden),
        ]),
      );
      expect(renderMermaid(drawing) + (await renderSvg(drawing))).not.toMatch(/canary|\[secret\]|secret#93;/);
    }
  });
});

it.each([
  ["nothing", "", "empty"],
  ["no JSON", "Updating (dev)", "not JSON"],
  ["another JSON", `{"a":"canary"}`, "neither"],
  ["a preview that failed", `{"steps":[],"diagnostics":[{"severity":"error"}]}`, "failed with an error"],
])("refuses in a sentence: %s", (_, text, message) => {
  expect(() => parseStack(Buffer.from(text))).toThrow(UnusableFile);
  expect(() => parseStack(Buffer.from(text))).toThrow(message);
  expect(() => parseStack(Buffer.from(text))).not.toThrow("canary");
});
