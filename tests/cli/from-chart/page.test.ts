/** docs/from-chart.md: its table, its example, and what it promises of the chart's values. */
import { CLIENT_VERSION } from "../../../components/broker-client/plan";
import { DEFAULT_REPLICAS } from "../../../components/broker-client/options/high-availability";
import { CHART_KEYS } from "../../../cli/from-chart/chart/keys";
import { OUR_VERSION } from "../../../cli/from-chart/options/image";
import { OUR_REPLICAS } from "../../../cli/from-chart/options/replicas";
import { blocksOf, textOf } from "../../docs/support/markdown";
import { printed } from "./program";

const PAGE = "docs/from-chart.md";

/** Rows of the page's tables of values: what is in code marks on the left, and what stands on the right. */
function rows(): readonly (readonly [string, string])[] {
  const [, tables = ""] = textOf(PAGE).split("## Every value");
  return [...tables.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm)].map(([, path = "", here = ""]) => [
    path,
    here,
  ]);
}

it("has a row for every value of the chart, with the words that the command says, and no other", () => {
  const table = [...CHART_KEYS].map(([path, { here }]) => [path, here]);
  const byPath = (one: readonly string[], other: readonly string[]) => (one[0]! < other[0]! ? -1 : 1);
  expect([...rows()].sort(byPath)).toEqual(table.sort(byPath));
});

it("prints the program of its example", () => {
  const [values] = blocksOf(PAGE).filter(({ language }) => language === "yaml");
  const [expected] = blocksOf(PAGE).filter(({ language }) => language === "ts");
  const result = printed(values?.text ?? "", {});
  const code = result.program.slice(result.program.indexOf("import "));
  expect(code.replace('BrokerClient("test"', 'BrokerClient("gitlab"')).toBe(expected?.text);
  expect(result.leftovers.map(({ key }) => key)).toEqual(["enableEssentials"]);
});

it("says of this package's defaults what they are", () => {
  expect([OUR_VERSION, OUR_REPLICAS]).toEqual([CLIENT_VERSION, DEFAULT_REPLICAS]);
  expect(printed(`image: {tag: ${JSON.stringify(CLIENT_VERSION)}}\n`).args["version"]).toBeUndefined();
});
