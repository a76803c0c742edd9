import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dockerFiles } from "../../components/broker-client/docker-files";
import { register } from "../components/mocked";
import { allOptions, LEAST, TOKEN } from "../components/samples";

/** User of Snyk's images. */
const IMAGE_USER = "1000";

/** A user of the same machine. */
const STRANGER = "65534";

let folder: string;
beforeAll(async () => {
  await register(() => undefined);
  folder = mkdtempSync(join(tmpdir(), "docker-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Docker mounts `files/` alone; the folders around it play no part inside of the container.
it("can be read by the image's user where docs/security.md's modes are kept, and by nobody else of the machine", async () => {
  const { caCertificates, https } = allOptions("gitlab");
  const files = await written({ ...{ caCertificates, https }, client: LEAST.gitlab, brokerToken: TOKEN });
  const inside = join(folder, "mounted");
  mkdirSync(inside);
  const names = files.filter((name) => name.startsWith("files/")).map((name) => name.slice("files/".length));
  expect(names.sort()).toEqual(["ca.pem", "tls.crt", "tls.key"]);
  for (const name of names) {
    const read = `mount --bind ${join(folder, "client/files")} ${inside} && exec setpriv --reuid ${IMAGE_USER} --clear-groups cat ${join(inside, name)}`;
    chmodSync(folder, 0o755);
    expect(execFileSync("unshare", ["--mount", "sh", "-c", read], { encoding: "utf8" })).toContain(
      "-----BEGIN ",
    );
  }
  for (const file of files) {
    const path = join(folder, "client", file);
    expect(() =>
      execFileSync("setpriv", ["--reuid", STRANGER, "--clear-groups", "cat", path], { stdio: "pipe" }),
    ).toThrow("Permission denied");
  }
});

/** As the page says: the folder to its owner, and what is mounted to everybody. */
async function written(args: Parameters<typeof dockerFiles>[1]): Promise<readonly string[]> {
  const { files } = dockerFiles("scm", args);
  const texts = await new Promise<Record<string, string>>((done) => files.apply(done));
  mkdirSync(join(folder, "client"), { mode: 0o700 });
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, "client", name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(path, text, { mode: name.startsWith("files/") ? 0o644 : 0o600 });
  }
  return Object.keys(texts);
}
