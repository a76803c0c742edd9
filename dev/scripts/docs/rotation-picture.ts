/**
 * The picture of a rotation, docs/rotation.svg, and in Korean docs/ko/rotation.svg: `npx tsx dev/scripts/docs/rotation-picture.ts`;
 * with `--check` it says whether they are current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

/** Everything that is read in the picture. */
interface Words {
  readonly title: string;
  readonly description: string;
  readonly lanes: readonly [snyk: string, first: string, second: string, requests: string];
  readonly live: (generation: number) => string;
  readonly provisional: string;
  readonly starts: string;
  readonly connected: string;
  readonly serves: string;
  readonly ends: string;
  readonly through: (generation: number) => string;
  readonly steps: readonly [provision: string, ready: string, makeLive: string, gone: string];
  readonly time: string;
}

const ENGLISH: Words = {
  title: "A rotation: two generations over time",
  description:
    "Generation 1 is live and its client serves. Snyk provisions a token; the client of generation 2 starts with it and " +
    "connects beside the first; the switch makes it live; the client of generation 1 is deleted. Requests go on all the while.",
  lanes: ["at Snyk", "client, generation 1", "client, generation 2", "requests"],
  live: (generation) => `token ${generation} is live`,
  provisional: "token 2 is provisional",
  starts: "starts",
  connected: "connected, waits",
  serves: "serves",
  ends: "ends",
  through: (generation) => `through client ${generation}`,
  steps: ["provision", "ready", "switch", "old one deleted"],
  time: "one pulumi up",
};

const KOREAN: Words = {
  title: "교체: 시간에 따른 두 세대",
  description:
    "1세대 토큰이 라이브이고 그 클라이언트가 요청을 처리합니다. Snyk이 새 토큰을 발급하면 2세대 클라이언트가 나란히 시작해 연결되고, 전환으로 " +
    "2세대가 라이브가 된 뒤 1세대 클라이언트가 삭제됩니다. 그동안 요청은 끊기지 않습니다.",
  lanes: ["Snyk", "1세대 클라이언트", "2세대 클라이언트", "요청"],
  live: (generation) => `토큰 ${generation} 라이브`,
  provisional: "토큰 2 임시",
  starts: "시작",
  connected: "연결됨, 대기",
  serves: "처리 중",
  ends: "종료",
  through: (generation) => `클라이언트 ${generation} 경유`,
  steps: ["발급", "준비 완료", "전환", "이전 것 삭제"],
  time: "pulumi up 한 번",
};

const OLD = "#6b7078";
const NEW = "#2f6f4f";
const WAITS = "#8f6420";
/** Where each step happens, from left to right. */
const AT = { start: 170, provision: 270, ready: 430, makeLive: 520, gone: 640, end: 750 } as const;
const LANE = { snyk: 92, provisional: 122, first: 170, second: 218, requests: 266 } as const;

export function rotationPicture(words: Words): string {
  const steps = [AT.provision, AT.ready, AT.makeLive, AT.gone];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 770 316" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#222">`,
    `<title id="title">${words.title}</title>`,
    `<desc id="description">${words.description}</desc>`,
    `<rect width="770" height="316" rx="8" fill="#fff"/>`,
    ...steps.map((x) => `<line x1="${x}" y1="48" x2="${x}" y2="292" stroke="#999" stroke-dasharray="3 4"/>`),
    ...steps.map(
      (x, index) => `<text x="${x}" y="24" text-anchor="middle" font-weight="600">${index + 1}</text>`,
    ),
    ...steps.map(
      (x, index) => `<text x="${x}" y="41" text-anchor="middle">${words.steps[index] ?? ""}</text>`,
    ),
    ...[LANE.snyk, LANE.first, LANE.second, LANE.requests].map(
      (y, index) => `<text x="158" y="${y + 15}" text-anchor="end">${words.lanes[index] ?? ""}</text>`,
    ),
    bar(LANE.snyk, AT.start, AT.makeLive, OLD, words.live(1)),
    bar(LANE.snyk, AT.makeLive, AT.end, NEW, words.live(2)),
    bar(LANE.provisional, AT.provision, AT.makeLive, WAITS, words.provisional),
    bar(LANE.first, AT.start, AT.makeLive, OLD, words.serves),
    bar(LANE.first, AT.makeLive, AT.gone, "#c4c8ce", words.ends, "#222"),
    bar(LANE.second, AT.provision + 24, AT.ready, "#e3cfa6", words.starts, "#222"),
    bar(LANE.second, AT.ready, AT.makeLive, WAITS, ""),
    bar(LANE.second, AT.makeLive, AT.end, NEW, words.serves),
    `<text x="${AT.ready}" y="${LANE.second + 38}" font-size="11">${words.connected}</text>`,
    bar(LANE.requests, AT.start, AT.makeLive, "#3d5a80", words.through(1)),
    bar(LANE.requests, AT.makeLive, AT.end, "#3d5a80", words.through(2)),
    `<text x="${AT.end}" y="308" text-anchor="end" font-size="11">${words.time} →</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function bar(y: number, from: number, to: number, color: string, text: string, ink = "#fff"): string {
  const label = `<text x="${(from + to) / 2}" y="${y + 15}" text-anchor="middle" fill="${ink}" font-size="12">${text}</text>`;
  return `<rect x="${from + 1}" y="${y}" width="${to - from - 2}" height="22" rx="3" fill="${color}"/>${text && label}`;
}

/** The pictures by their files. */
export const PICTURES: Readonly<Record<string, string>> = {
  "docs/rotation.svg": rotationPicture(ENGLISH),
  "docs/ko/rotation.svg": rotationPicture(KOREAN),
};

if (require.main === module) {
  const root = resolve(__dirname, "../../..");
  for (const [file, picture] of Object.entries(PICTURES)) {
    const path = resolve(root, file);
    if (!process.argv.includes("--check")) writeFileSync(path, picture);
    else if (readFileSync(path, "utf8") !== picture) {
      console.error(`${file} is not current. Run: npx tsx dev/scripts/docs/rotation-picture.ts`);
      process.exitCode = 1;
    }
  }
}
