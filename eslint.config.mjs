import eslint from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * An arrow may go down this list only: components → provider → provider/lifecycle → provider/snyk. The simulator
 * reads Snyk's contract by itself, so that one reading of it can catch the other.
 */
const arrows = [
  {
    files: ["provider/snyk/**"],
    deny: String.raw`^\.\./|^@pulumi/`,
    message: "The Snyk client knows no one else.",
  },
  {
    files: ["provider/lifecycle/*.ts"],
    deny: String.raw`^(\.\./)+(?!snyk/|\.\.)|^@pulumi/`,
    message: "A lifecycle is plain functions over the Snyk client.",
  },
  {
    files: ["provider/lifecycle/*/**"],
    deny: String.raw`^(\.\./){2,}(?!snyk/|\.\.)|^@pulumi/`,
    message: "A lifecycle is plain functions over the Snyk client.",
  },
  { files: ["provider/*.ts"], deny: String.raw`^\.\./`, message: "The provider knows nothing above it." },
  {
    files: ["components/**"],
    deny: String.raw`^(\.\./)+(policies|simulator|cli|toolchain|quickstart|bench|tests|provider/lifecycle)(/|$)`,
    message: "Components use the provider's resources and nothing else of this repository.",
  },
  {
    files: ["policies/**"],
    deny: String.raw`^(\.\./)+(components|simulator|cli|toolchain|quickstart|bench|tests)(/|$)`,
    message: "A policy judges resources by what the engine shows of them.",
  },
  {
    files: ["simulator/**"],
    deny: String.raw`(^|/)(provider|components|cli|toolchain)(/|$)|^@pulumi/`,
    message: "The simulator imports nothing of the provider.",
  },
];

export default defineConfig(
  {
    ignores: ["dist/", "node_modules/", "coverage/", "examples/", "docs/", "**/*.mjs", "**/*.cjs", "**/*.js"],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      // `env["NAME"]` is how a name that is no identifier of ours is read.
      "@typescript-eslint/dot-notation": "off",
      // A step of a lifecycle is async by its interface, also where it awaits nothing.
      "@typescript-eslint/require-await": "off",
      // A Pulumi resource is made for its effect.
      "no-new": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["tests/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  arrows.map(({ files, deny, message }) => ({
    files,
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex: deny, message }] }] },
  })),
);
