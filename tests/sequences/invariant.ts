import { Killed, type ModelRun, type ModelStack, type ModelResource } from "./engine";
import { type ModelPlace, type InProcessSnyk } from "./snyk";

/** What must never happen, and did. */
export class Violation extends Error {
  /** Which promise was broken, in a few words that are the same each time. */
  readonly promise: string;

  constructor(promise: string, detail: string) {
    super(`${promise}: ${detail}`);
    this.promise = promise;
  }
}

/** An integration or a clone, as a state has it. */
interface Holding {
  readonly stored: ModelResource;
  readonly place: ModelPlace;
  readonly isClone: boolean;
  /** What the state says. */
  readonly brokered: boolean;
  readonly adopted: boolean;
}

/** What a run is measured against: taken before it. */
export interface Before {
  readonly live: ReadonlyMap<string, string>;
  readonly held: ReadonlyMap<ModelStack, readonly Holding[]>;
  readonly served: ReadonlySet<string>;
}

/** Watches over one sequence. It knows what people have done, and what no run can know of. */
export class Watch {
  readonly #snyk: InProcessSnyk;
  readonly #stacks: readonly ModelStack[];
  /** Places that two hold on purpose, each of which may end or rotate what the other one has. */
  readonly #shared = new Set<string>();
  /** Places that were turned off by hand and that the stack has not looked at since. */
  readonly #offByHand = new Set<string>();
  /** Places that have moved to the Universal Broker: they are no run's. */
  readonly #moved: ModelPlace[] = [];
  /** Stacks whose last run ended well: the state of another one may be behind. */
  readonly #whole = new Set<ModelStack>();
  /** The tokens that each creation of an integration has had. */
  readonly #tokens = new Map<string, Set<unknown>>();
  readonly #rotations = new Set<string>();
  /** After a lost answer some Snyks have to be asked a second time, and a third. */
  #mayHaveSwitchedBack = false;
  #isAnythingLost = false;
  #droppedByHand = 0;
  /** A run was killed after a switch that only its notes tell of: what happens when they are gone is in named.test.ts. */
  #switchKilled = false;
  #switchForgotten = false;
  /** Places where a killed run has made another holder, of which no state knows: its note keeps the Broker on. */
  readonly #leftBehind = new Set<string>();

  constructor(snyk: InProcessSnyk, stacks: readonly ModelStack[]) {
    this.#snyk = snyk;
    this.#stacks = stacks;
  }

  /** To be told before it happens. */
  turnedOffByHand(place: ModelPlace): void {
    // A token that waits for its switch is gone with it: another one may be asked for.
    if (this.#snyk.provisional(place) !== undefined) this.#droppedByHand += 1;
    for (const { owner } of this.#stacks) this.#offByHand.add(`${owner} ${nameOf(place)}`);
  }

  /** To be told as well as that it is turned off: its classic Broker is. */
  movedByHand(place: ModelPlace): void {
    this.#moved.push(place);
  }

  /** An answer may be lost from now on, or a note was. */
  mayLose(what: string): void {
    this.#isAnythingLost = true;
    this.#switchForgotten ||= what === "the journal" && this.#switchKilled;
    if (what === "switchToken") this.#mayHaveSwitchedBack = true;
  }

  before(stack: ModelStack): Before {
    const live = new Map<string, string>();
    const held = new Map(this.#stacks.map((each) => [each, holdings(each)] as const));
    for (const { place } of [...held.values()].flat()) {
      const token = this.#snyk.live(place);
      if (token !== undefined) live.set(nameOf(place), token);
    }
    return { live, held, served: clientTokens(stack) };
  }

  /**
   * @param program the resources that the run was to keep
   * @throws Violation
   */
  afterUp(stack: ModelStack, before: Before, ran: ModelRun, program: readonly string[]): void {
    for (const rotation of ran.rotations) this.#rotations.add(rotation);
    if (ran.error instanceof Killed) {
      this.#noteLeftBehind(ran);
      this.#switchKilled ||= ran.steps.at(-1)?.endsWith("-switch") === true;
    }
    this.#after(stack, before, ran);
    if (ran.error !== undefined) this.#nothingLost(stack, before, ran.error, program);
  }

  /** @throws Violation */
  afterRefresh(stack: ModelStack, before: Before, ran: ModelRun): void {
    if (ran.error === undefined) {
      for (const { stored, place } of before.held.get(stack) ?? []) {
        const flag = `${stack.owner} ${nameOf(place)}`;
        if (!stored.deleteBegun && !this.#offByHand.has(flag)) continue;
        this.#offByHand.delete(flag);
        const live = this.#snyk.live(place);
        // Somebody else has turned it on meanwhile: no refresh can see that.
        if (live !== undefined && live !== stored.outputs["brokerToken"]) this.#shared.add(nameOf(place));
      }
    }
    this.#after(stack, before, ran, this.#whole.has(stack) && ran.error === undefined);
  }

  /** @throws Violation */
  afterDestroy(stack: ModelStack, before: Before, ran: ModelRun): void {
    const shared = new Set(this.#shared);
    this.#after(stack, before, ran);
    if (ran.error !== undefined) return;
    const mine = before.held.get(stack) ?? [];
    const elsewhere = this.#stacks
      .filter((each) => each !== stack)
      .flatMap(holdings)
      .map(({ place }) => nameOf(place));
    for (const { place, stored } of mine) {
      const name = nameOf(place);
      const kept = mine.some(
        (other) => nameOf(other.place) === name && other.stored.outputs["onDelete"] === "retain",
      );
      if (kept || elsewhere.includes(name) || shared.has(name) || this.#leftBehind.has(name)) continue;
      if (this.#snyk.live(place) !== undefined) {
        throw new Violation(
          "a destroy ends what the stack alone has held",
          `${stored.urn} in ${name} is brokered still`,
        );
      }
    }
  }

  #after(stack: ModelStack, before: Before, ran: ModelRun, whole = ran.error === undefined): void {
    if (whole) this.#whole.add(stack);
    else this.#whole.delete(stack);
    // Its notes have ended with it, and the state has it still.
    this.#isAnythingLost ||= stack.resources.some(({ deleteBegun }) => deleteBegun);
    for (const each of this.#stacks) this.#noteTokens(each);
    this.#noteShared();
    this.#othersUntouched(stack, before);
    this.#movedUntouched();
    this.#nobodyIsAskedInVain(ran);
    for (const each of this.#stacks) this.#stateIsTrue(each);
    this.#countCalls();
  }

  #noteTokens(stack: ModelStack): void {
    for (const { kind, id, outputs } of stack.resources) {
      if (kind !== "BrokeredIntegration") continue;
      this.#tokens.set(id, (this.#tokens.get(id) ?? new Set()).add(outputs["brokerToken"]));
    }
  }

  /** Two holders of one place, or two integrations on one token: only who adopts can bring that about. */
  #noteShared(): void {
    const all = this.#stacks.flatMap((stack) => holdings(stack).map((holding) => ({ ...holding, stack })));
    for (const one of all) {
      for (const other of all) {
        if (one === other) continue;
        const [name, otherName] = [nameOf(one.place), nameOf(other.place)];
        const twoStacks = one.stack !== other.stack && name === otherName;
        const live = this.#snyk.live(one.place);
        const oneToken =
          !one.isClone &&
          !other.isClone &&
          name !== otherName &&
          live !== undefined &&
          live === this.#snyk.live(other.place);
        const acrossStacks =
          one.stack !== other.stack && live !== undefined && live === this.#snyk.live(other.place);
        if (!twoStacks && !oneToken && !acrossStacks) continue;
        // Such a Snyk gives a former clone the token of its former source again when it is enabled by itself.
        const old = this.#snyk.settings.reenableAfterDisable === "old-token";
        // A creation whose answer was lost, or that was killed, takes what it finds for its own.
        const known =
          old ||
          this.#isAnythingLost ||
          this.#leftBehind.has(name) ||
          one.adopted ||
          other.adopted ||
          this.#isDoubtful(one.stack, one) ||
          this.#isDoubtful(other.stack, other);
        if (!known && !this.#shared.has(name)) {
          throw new Violation(
            "a place has one holder",
            `${one.stored.urn} and ${other.stored.urn} both hold ${name}`,
          );
        }
        for (const place of live === undefined ? [] : this.#snyk.placesOn(live))
          this.#shared.add(nameOf(place));
        this.#shared.add(name).add(otherName);
      }
    }
    const held = new Set(all.map(({ place }) => nameOf(place)));
    for (const name of this.#shared) if (!held.has(name)) this.#shared.delete(name);
  }

  #noteLeftBehind({ made }: ModelRun): void {
    const last = made.at(-1);
    if (last !== undefined) this.#leftBehind.add(nameOf(last));
  }

  #othersUntouched(stack: ModelStack, before: Before): void {
    for (const [other, held] of before.held) {
      if (other === stack) continue;
      for (const { place, stored, brokered } of held) {
        const name = nameOf(place);
        const was = before.live.get(name);
        if (!brokered || was === undefined || this.#shared.has(name)) continue;
        if (this.#snyk.live(place) !== was) {
          throw new Violation(
            "what another stack holds stays as it is",
            `${stored.urn} in ${name} of ${other.owner}`,
          );
        }
      }
    }
  }

  #movedUntouched(): void {
    for (const place of this.#moved) {
      if (!this.#snyk.isUniversal(place))
        throw new Violation("what has moved to the Universal Broker stays there", nameOf(place));
    }
  }

  /** A killed run leaves notes: no person has to look up what they say. */
  #nobodyIsAskedInVain({ error }: ModelRun): void {
    if (error === undefined || this.#isAnythingLost || this.#shared.size > 0) return;
    if (error.message.includes("Could not tell which broker token")) {
      throw new Violation("nobody is asked for what the notes say", error.message);
    }
  }

  /** A run that failed may have done half of its work, and no harm. */
  #nothingLost(stack: ModelStack, before: Before, { message }: Error, program: readonly string[]): void {
    const served = clientTokens(stack);
    const now = new Map(holdings(stack).map((holding) => [holding.stored.key, holding]));
    for (const { stored, place, brokered } of before.held.get(stack) ?? []) {
      const name = nameOf(place);
      const was = before.live.get(name);
      const holding = now.get(stored.key);
      // What the program has no more may go, its client first.
      if (!holding || !program.includes(holding.stored.urn)) continue;
      if (!brokered || was === undefined || !before.served.has(was)) continue;
      if (this.#isDoubtful(stack, holding) || this.#shared.has(name)) continue;
      const live = this.#snyk.live(place);
      const detail = `${stored.urn} in ${name}, after: ${message}`;
      if (live === undefined) throw new Violation("a failed run turns nothing off", detail);
      // Two lost answers to its first switch, and it is on the token that enabling made and nobody was told.
      const isUntold = !this.#snyk.settings.enableReturnsToken && this.#mayHaveSwitchedBack;
      if (!served.has(live) && !isUntold)
        throw new Violation("a failed run leaves every Broker its client", detail);
    }
  }

  #stateIsTrue(stack: ModelStack): void {
    const whole = this.#whole.has(stack);
    for (const holding of holdings(stack)) {
      const { stored, place, brokered, isClone } = holding;
      const name = nameOf(place);
      if (!brokered || this.#shared.has(name) || this.#isDoubtful(stack, holding)) continue;
      const live = this.#snyk.live(place);
      if (live === undefined && whole)
        throw new Violation("what a state calls brokered is brokered", `${stored.urn} in ${name}`);
      if (!whole || live === undefined) continue;
      if (isClone) this.#onItsSourcesToken(stack, holding, live);
      else this.#onItsOwnToken(stack, holding, live);
    }
  }

  #onItsSourcesToken(stack: ModelStack, { stored, place }: Holding, live: string): void {
    const source = sourceOf(stack, stored);
    if (!source?.brokered || this.#shared.has(nameOf(source.place))) return;
    if (this.#snyk.live(source.place) !== live) {
      throw new Violation("a clone is on its source's token", `${stored.urn} in ${nameOf(place)}`);
    }
  }

  #onItsOwnToken(stack: ModelStack, { stored, place }: Holding, live: string): void {
    const { brokerToken, tokenGeneration, provisionedGeneration, instance } = stored.outputs;
    const name = nameOf(place);
    const tokenSwitch = stack.resources.find(
      ({ kind, outputs, pendingDelete }) =>
        kind === "TokenSwitch" && !pendingDelete && outputs["instance"] === instance,
    );
    const switched =
      provisionedGeneration === 0 || tokenSwitch?.outputs["liveGeneration"] === tokenGeneration;
    const fits = switched ? brokerToken === live : this.#tokens.get(stored.id)?.has(live);
    if (!fits) throw new Violation("the live token is the state's", `${stored.urn} in ${name}`);
    if (!clientTokens(stack).has(live))
      throw new Violation("every live token has its client", `${stored.urn} in ${name}`);
  }

  #countCalls(): void {
    const effects = this.#snyk.log.all().filter(({ effect }) => effect);
    const count = (named: string): number => effects.filter(({ operation }) => operation === named).length;
    const again = effects.filter(({ detail }) => detail === "enable").length;
    const { enableReturnsToken, enableTwice } = this.#snyk.settings;
    // Whose answer was lost is enabled a second time, which may bring no token.
    const untold = enableTwice === "no-token" ? again : 0;
    const first = enableReturnsToken ? untold : count("createIntegration") + again;
    const [provisions, switches] = [count("provisionToken"), count("switchToken")];
    if (provisions > this.#rotations.size + first + this.#droppedByHand) {
      throw new Violation(
        "one token for each rotation",
        `${provisions} provisioned, ${this.#rotations.size} rotations`,
      );
    }
    if (switches > provisions && !this.#mayHaveSwitchedBack && !this.#isSwitchForgotten()) {
      throw new Violation("one switch for each token", `${switches} switches of ${provisions} tokens`);
    }
  }

  /** Without its notes a stack has to find out what became of a switch, and such a Snyk switches back and forth meanwhile. */
  #isSwitchForgotten(): boolean {
    return this.#switchForgotten && this.#snyk.settings.oldTokenAfterSwitch === "provisional";
  }

  /** The state cannot know what became of it: a deletion was begun, or somebody turned it off since. */
  #isDoubtful(stack: ModelStack, { stored, place }: Holding): boolean {
    if (stored.deleteBegun || this.#offByHand.has(`${stack.owner} ${nameOf(place)}`)) return true;
    if (stored.kind !== "ClonedIntegration") return false;
    const source = sourceOf(stack, stored);
    return source === undefined || this.#shared.has(nameOf(source.place)) || this.#isDoubtful(stack, source);
  }
}

function holdings(stack: ModelStack): readonly Holding[] {
  return stack.resources.flatMap((stored): Holding[] => {
    const { kind, outputs, inputs, pendingDelete, pendingReplacement } = stored;
    const isClone = kind === "ClonedIntegration";
    if (pendingDelete || pendingReplacement || (!isClone && kind !== "BrokeredIntegration")) return [];
    const type = (isClone ? (outputs["source"] as ModelPlace) : (outputs as unknown as ModelPlace)).type;
    const place = { orgId: String(outputs["orgId"]), type };
    // Whoever clones what was adopted is on a token that somebody else has too.
    const source = outputs["source"] as { readonly enabledGeneration?: number } | undefined;
    const adopted = isClone
      ? inputs["adopt"] === true || source?.enabledGeneration === 0
      : outputs["tokenSource"] === "adopt" || outputs["enabledGeneration"] === 0;
    return [{ stored, place, isClone, brokered: outputs["brokered"] !== false, adopted }];
  });
}

function sourceOf(stack: ModelStack, clone: ModelResource): Holding | undefined {
  const { id } = clone.outputs["source"] as { readonly id: string };
  return holdings(stack).find(({ stored, isClone }) => !isClone && stored.id === id);
}

/** The tokens that clients of the stack run with. */
function clientTokens(stack: ModelStack): ReadonlySet<string> {
  const clients = stack.resources.filter(
    ({ kind, pendingReplacement }) => kind === "Client" && !pendingReplacement,
  );
  return new Set(clients.map(({ outputs }) => String(outputs["token"])));
}

export function nameOf({ orgId, type }: ModelPlace): string {
  return `${type} of ${orgId.slice(-1)}`;
}
