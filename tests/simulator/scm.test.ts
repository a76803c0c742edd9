import { startScm, type Scm } from "../../simulator";
import { clientOf } from "./http";

let scm: Scm | undefined;

afterEach(() => scm?.close());

const get = ({ url }: Scm, path: string, headers: Record<string, string> = {}) =>
  clientOf({ url, adminKey: "" }, "").get(path, { headers });

it("answers any path, and tells whether the expected credential arrived, in whatever form", async () => {
  scm = await startScm({ credential: "s3cret" });
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const forms: readonly [path: string, headers: Record<string, string>][] = [
    ["/api/v4/user", { "private-token": "s3cret" }],
    ["/user", { authorization: "token s3cret" }],
    ["/user", { authorization: "Bearer s3cret" }],
    ["/repo.git/info/refs", { authorization: basic("oauth2:s3cret") }],
    ["/api/v4/user?private_token=s3cret", {}],
  ];
  for (const [path, headers] of forms) {
    const { status, data } = await get(scm, path, headers);
    expect([path, status, data]).toEqual([path, 200, { path: path.split("?")[0], authorized: true }]);
  }
  const wrong: readonly Record<string, string>[] = [{}, { authorization: "token wrong" }];
  for (const headers of wrong) {
    const { status, data } = await get(scm, "/user", headers);
    expect([status, data]).toEqual([401, { path: "/user", authorized: false }]);
  }
  expect(scm.requests().map(({ authorized }) => authorized)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(JSON.stringify(scm.requests())).not.toContain("s3cret");
  scm.clear();
  expect(scm.requests()).toEqual([]);
});

it("takes any credential when none is named", async () => {
  scm = await startScm();
  expect((await get(scm, "/user", { authorization: "token x" })).status).toBe(200);
  expect((await get(scm, "/user")).status).toBe(401);
});
