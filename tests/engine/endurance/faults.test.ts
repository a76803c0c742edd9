import { FaultMatrix } from "../support/fault-matrix";

jest.setTimeout(400_000);

/** Long after every token was due. */
const LATER = { today: "2099-01-01" };
const STACK_TRACE = /\n\s+at \S+ \(|AxiosError|ZodError/;

describe("faults in the calls of a first `up`", () => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = await FaultMatrix.create(["restListIntegrations"], ["createIntegration"], ["cloneIntegration"]);
  });
  afterAll(() => matrix.close());

  it("make nothing twice, and are told without stack traces", async () => {
    matrix.strike();
    const { output } = await matrix.up();
    matrix.pass();
    expect(output).not.toMatch(STACK_TRACE);
    expect(matrix.cases.filter((one) => matrix.effects(one, "createIntegration") > 1)).toEqual([]);
    expect(matrix.cases.filter((one) => matrix.effects(one, "provisionToken") > 1)).toEqual([]);
  });

  it("leave a state that refreshes", async () => {
    expect(await matrix.refresh()).toMatchObject({ code: 0 });
  });

  it("are over with one more `up`: one integration, one clone, one token each", async () => {
    matrix.lookUpProvisionalTokens();
    expect(failures(await matrix.up())).toEqual([]);
    expect(await matrix.disagreements(1)).toEqual([]);
    expect((await matrix.preview()).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
  });

  it("leave nothing brokered behind after `destroy`, and no secret anywhere", async () => {
    expect(await matrix.destroy()).toMatchObject({ code: 0 });
    expect(matrix.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
    expect(matrix.scan.leaks()).toEqual([]);
  });
});

describe("faults in the calls of a rotation", () => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = await FaultMatrix.create(["provisionToken"], ["switchToken"]);
    const { code, output } = await matrix.up();
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => matrix.close());

  it("cost no second provision and no second switch, however the answers were lost", async () => {
    matrix.strike();
    const { output } = await matrix.up(LATER);
    matrix.pass();
    expect(output).not.toMatch(STACK_TRACE);
    for (const one of matrix.cases.filter(({ fault }) => fault.kind !== "status" || fault.status !== 429)) {
      expect([one.title, matrix.sent(one, one.fault.operation)]).toEqual([one.title, 1]);
    }
  });

  it("leave a state that refreshes", async () => {
    expect(await matrix.refresh(LATER)).toMatchObject({ code: 0 });
  });

  it("are over with one more `up`: no token lost, none left over, each switched to once", async () => {
    matrix.lookUpProvisionalTokens();
    expect(failures(await matrix.up(LATER))).toEqual([]);
    expect(await matrix.disagreements(2)).toEqual([]);
    for (const one of matrix.cases) {
      expect([one.title, matrix.effects(one, "provisionToken"), matrix.effects(one, "switchToken")]).toEqual([
        one.title,
        1,
        1,
      ]);
    }
    expect((await matrix.preview(LATER)).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
  });

  it("leave nothing brokered behind after `destroy`, and no secret anywhere", async () => {
    expect(await matrix.destroy()).toMatchObject({ code: 0 });
    expect(matrix.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
    expect(matrix.scan.leaks()).toEqual([]);
  });
});

describe("faults in the calls of `destroy`", () => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = await FaultMatrix.create(["updateIntegration", "disable"]);
    const { code, output } = await matrix.up();
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => matrix.close());

  it("are over with one more `destroy`; the next has nothing to do", async () => {
    matrix.strike();
    expect((await matrix.destroy()).output).not.toMatch(STACK_TRACE);
    matrix.pass();
    expect(await matrix.destroy()).toMatchObject({ code: 0 });
    matrix.simulator.log.clear();
    expect(await matrix.destroy()).toMatchObject({ code: 0 });
    expect(matrix.simulator.log.all()).toEqual([]);
    expect(matrix.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
    expect(matrix.scan.leaks()).toEqual([]);
  });
});

describe("faults of a first `up` that is given up", () => {
  it("leave nothing brokered at Snyk after a `destroy` in place of a second `up`", async () => {
    const matrix = await FaultMatrix.create(["createIntegration"], ["cloneIntegration"]);
    matrix.strike();
    await matrix.up();
    matrix.pass();
    expect(await matrix.destroy()).toMatchObject({ code: 0 });
    expect(matrix.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
    expect(matrix.scan.leaks()).toEqual([]);
    await matrix.close();
  });
});

function failures({ code, output }: { readonly code: number; readonly output: string }): readonly string[] {
  const errors = output.match(/error: .*/g) ?? [];
  return code === 0 ? errors : [`exit code ${code}`, ...errors];
}
