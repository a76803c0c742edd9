import { daysBetween, isDay } from "../../provider/lifecycle/classic/token/day";
import type { AgeLimit } from "../stack/age-limit";
import type { Generation } from "../stack/generations";
import { type Check, failure, ok, warning } from "./check";
import type { Token } from "./subjects";

/** Age and standing of a sharing set's token, as the stack knows them. */
export function checkToken({ name, generations }: Token, limit: AgeLimit): Check {
  const token = generations.at(-1);
  if (token === undefined) {
    return failure(
      { check: "token", about: name, text: "The stack has no token for it yet." },
      "Run `pulumi up`.",
    );
  }
  const number = `generation ${token.number ?? "?"}`;
  if (token.standing === "provisional") {
    return warning(
      {
        check: "token",
        about: name,
        text: `Token ${number} was issued, but Snyk was not told to switch to it.`,
      },
      "Run `pulumi up`: it finishes the rotation that an earlier run began.",
    );
  }
  if (token.standing === "off") {
    return failure(
      { check: "token", about: name, text: `Token ${number} ended when the Broker was turned off.` },
      "See the line about its Broker; `pulumi up` enables it again.",
    );
  }
  if (token.standing === "universal") {
    return warning(
      {
        check: "token",
        about: name,
        text: `Token ${number} serves nobody: the Universal Broker has taken its place.`,
      },
      "Remove the resource from the program when you need no way back: nothing is turned off.",
    );
  }
  return aged(name, number, token, limit);
}

function aged(
  about: string,
  number: string,
  { issuedOn }: Generation,
  { today, maxAgeDays }: AgeLimit,
): Check {
  if (issuedOn === undefined || !isDay(issuedOn)) {
    return warning(
      { check: "token", about, text: `The age of token ${number} is not known to this stack.` },
      "Check it with the stack that has the integration.",
    );
  }
  const days = Math.max(0, daysBetween(issuedOn, today));
  const text = `Token ${number} is ${days === 1 ? "1 day" : `${days} days`} old (issued on ${issuedOn}).`;
  if (days <= maxAgeDays) return ok("token", about, text);
  return warning(
    { check: "token", about, text },
    "Set `rotation`, or find out why the scheduled run has not rotated it.",
  );
}
