// For `import`: the very modules that `require` gives, so that there is one instance of every class.
export * from "./index.js";
