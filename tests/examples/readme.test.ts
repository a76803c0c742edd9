import { commandBlocks, notPrinted } from "./readme";

const README = `# One
## Run it
\`\`\`sh
npm install
pulumi up   # deploys
\`\`\`

\`\`\`text
Outputs:
    integrationId: "<id>"
\`\`\`

## Remove
\`\`\`ts
const no = "command";
\`\`\`
\`\`\`sh
pulumi destroy
\`\`\`
`;

it("finds the commands of a README under their headings, with what they print", () => {
  expect(commandBlocks(README)).toEqual([
    {
      section: "Run it",
      commands: ["npm install", "pulumi up   # deploys"],
      shows: ["Outputs:", '    integrationId: "<id>"'],
    },
    { section: "Remove", commands: ["pulumi destroy"], shows: [] },
  ]);
});

it("names what a README shows and no command printed, whatever the spacing and the ids", () => {
  const printed = 'Outputs:\n  integrationId:   "a0000000-0000-4000-8000-000000000001"\n    + 13 created\n';
  expect(notPrinted(['integrationId: "<id>"', "+ 13 created"], printed)).toEqual([]);
  expect(notPrinted(["+ 12 created", "Outputs:"], printed)).toEqual(["+ 12 created"]);
});
