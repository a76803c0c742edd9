import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { ROOT } from "./markdown";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** The site as `npm run docs` builds it, in a folder of its own. */
export class BuiltSite {
  readonly folder = mkdtempSync(join(tmpdir(), "docs-site-"));
  /** What the build printed. */
  readonly output: string;
  readonly built: boolean;

  constructor() {
    const args = ["--import", require.resolve("tsx"), "dev/scripts/docs.ts", "--out", this.folder];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
    this.output = `${stdout}${stderr}`;
    this.built = status === 0;
  }

  /** All pages, such as `tasks/rotate.html`. */
  pages(): readonly string[] {
    return this.files().filter((file) => file.endsWith(".html"));
  }

  files(): readonly string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** Serves the site on 127.0.0.1. */
  async serve(): Promise<{ readonly url: string; readonly server: Server }> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const path = pageAt(decodeURIComponent(pathname).slice(1) || "./");
      if (!this.files().includes(path)) return void response.writeHead(404).end();
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(readFileSync(join(this.folder, path)));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As a server of files understands an address. */
export function pageAt(path: string): string {
  return path === "." || path === "./" || path.endsWith("/") ? join(path, "index.html") : path;
}
