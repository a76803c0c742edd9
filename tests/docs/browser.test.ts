import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { type Browser, chromium as playwright, type Page } from "playwright-core";
import { ROOT } from "./support/markdown";
import { BuiltSite } from "./support/site";

const WIDE = { width: 1300, height: 900 };
const NARROW = { width: 390, height: 800 };

jest.setTimeout(60_000); // a click waits for the next page to be drawn

/** For people to look at, after a run. */
const PICTURES = join(ROOT, "coverage/docs");
const LOOKED_AT = ["index", "start", "tasks/rotate", "rotation", "failures", "comparison", "ko/start"];

let site: BuiltSite;
let server: Server;
let url: string;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  site = new BuiltSite();
  if (!site.built) throw new Error(site.output);
  ({ url, server } = await site.serve());
  const { default: chromium } = await import("@sparticuz/chromium");
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
  page = await browser.newPage({ viewport: WIDE });
  await page.route("**", (route) =>
    route.request().url().startsWith(url) ? route.continue() : route.abort("blockedbyclient"),
  );
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  mkdirSync(PICTURES, { recursive: true });
}, 300_000);

beforeEach(() => {
  problems = [];
});

afterAll(async () => {
  await browser.close();
  server.close();
  site.close();
});

/** Opens a page of the site and waits until it is drawn: its script hides it at first. */
async function open(path: string): Promise<void> {
  await page.goto(`${url}/${path}`, { waitUntil: "load" });
  await page.locator("body").waitFor();
}

it("opens every page without an error, and none is wider than a narrow window", async () => {
  const found: string[] = [];
  await page.setViewportSize(NARROW);
  for (const path of site.pages()) {
    problems = [];
    await open(path);
    const [headings, width] = await page.evaluate<[number, number]>(
      '[document.querySelectorAll("h1").length, document.documentElement.scrollWidth]',
    );
    if (headings === 0) problems.push("has no heading");
    if (width > NARROW.width) problems.push(`is ${width} wide`);
    found.push(...problems.map((problem) => `${path}: ${problem}`));
  }
  await page.setViewportSize(WIDE);
  expect(found).toEqual([]);
}, 900_000);

it("loads every picture of its pages", async () => {
  await open("tasks/rotate.html");
  const sizes = await page.evaluate<number[]>("[...document.images].map((image) => image.clientWidth)");
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.min(...sizes)).toBeGreaterThan(300);
});

it("finds a page by its search", async () => {
  await open("index.html");
  await page.locator("#tsd-search-trigger").click();
  await page.locator("#tsd-search-input").fill("BrokeredIntegration");
  await page.locator("#tsd-search-results li").first().waitFor();
  expect(await page.locator("#tsd-search-results li").first().innerText()).toContain("BrokeredIntegration");
});

it("leads from the index to a task, and from there to its Korean sister", async () => {
  await open("index.html");
  await page.locator(".tsd-typography a", { hasText: "Rotate a Broker token" }).first().click();
  await page.waitForURL("**/tasks/rotate.html");
  await page.locator(".tsd-typography a", { hasText: "한국어" }).click();
  await page.waitForURL("**/ko/tasks/rotate.html");
  expect(await page.locator("h1").first().innerText()).toBe("Broker 토큰 교체하기");
});

it.each(LOOKED_AT)("takes pictures of %s, wide and narrow", async (name) => {
  await open(`${name}.html`);
  for (const [size, suffix] of [
    [WIDE, "wide"],
    [NARROW, "narrow"],
  ] as const) {
    await page.setViewportSize(size);
    const picture = await page.screenshot({
      path: join(PICTURES, `${name.replaceAll("/", "-")}-${suffix}.png`),
    });
    expect(picture.length).toBeGreaterThan(10_000);
  }
  await page.setViewportSize(WIDE);
});
