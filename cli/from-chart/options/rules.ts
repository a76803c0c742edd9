import type { Draft } from "../draft";
import { SCM_TYPES } from "../chart/types";
import { codeOf, Expression, type Fields, render } from "../program/code";
import { isTree } from "../reading/examine";

/** Which requests the client lets through. */
export function rules(draft: Draft): Fields {
  const { values } = draft;
  if (SCM_TYPES.includes(values.type)) {
    const hasOwn = values.isGiven("acceptJson");
    if (values.isGiven("disableAutoAcceptRules") && values.isOn("disableAutoAcceptRules")) {
      values.leave(
        "disableAutoAcceptRules",
        hasOwn
          ? "beside acceptJson the chart does not read it; leave it out"
          : "it takes ACCEPT_CODE and ACCEPT_IAC away, and today's client has them on without; to stop these requests " +
              "write accept: { code: false, iac: false }",
        hasOwn ? "ignored" : "left",
      );
    }
    values.leaveGiven(
      "enableAppRisk",
      values.isOn("enableAppRisk")
        ? "these requests pass without it; leave it out"
        : "it takes ACCEPT_APPRISK away, and today's client has it on without; to stop these requests write accept: { essentials: false }",
    );
  }
  return { acceptRules: acceptRules(draft) };
}

function acceptRules({ values }: Draft): Expression | undefined {
  const text = values.text("acceptJson");
  if (text === undefined) return undefined;
  const parsed = jsonIn(text);
  const code = codeOf(parsed);
  const isWhole = isTree(parsed) && Array.isArray(parsed["public"]) && Array.isArray(parsed["private"]);
  if (!isWhole || code === undefined) {
    values.leave("acceptJson", 'it is no JSON such as {"public":[],"private":[]}; write acceptRules');
    return undefined;
  }
  return new Expression(`JSON.stringify(${render(code, 2, 28)})`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
