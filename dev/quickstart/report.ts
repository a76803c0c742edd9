import { seconds } from "../system/progress";

/** What the person at the keyboard reads: numbered steps, with how long each took. */
export class QuickstartReport {
  readonly #secrets = new Set<string>();
  readonly #times: { readonly title: string; readonly ms: number }[] = [];
  readonly #start = Date.now();
  #over = false;
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void = (line) => console.log(line)) {
    this.#write = write;
  }

  /** A value that must not be read anywhere, whatever prints it. */
  secret(value: string): string {
    this.#secrets.add(value);
    return value;
  }

  /** One step, under its number. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    this.line(`\n${this.#times.length + 1}. ${title}`);
    const result = await work();
    const ms = Date.now() - start;
    this.#times.push({ title, ms });
    return result;
  }

  /** A line of the step. */
  say(text: string): void {
    this.line(`   ${text}`.trimEnd());
  }

  line(text: string): void {
    if (this.#over) return;
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, "[secret]");
    this.#write(shown);
  }

  /** The last thing to say. */
  lastLine(text: string): void {
    this.line(text);
    this.#over = true;
  }

  /** How long each step took. */
  times(): string[] {
    const rows = [...this.#times, { title: "all of it", ms: Date.now() - this.#start }];
    const width = Math.max(...rows.map(({ title }) => title.length));
    return rows.map(({ title, ms }) => `${title.padEnd(width)}  ${seconds(ms).padStart(10)}`);
  }
}
