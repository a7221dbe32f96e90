// Does one thing, said as JSON on the standard input, and answers as JSON.
import { text } from "node:stream/consumers";
import * as others from "./others.mjs";
import * as wallet from "./wallet.mjs";

const { does, ...about } = JSON.parse(await text(process.stdin));
try {
  console.log(JSON.stringify(await { ...wallet, ...others }[does](about)));
} catch (problem) {
  console.error(problem?.stack ?? problem, JSON.stringify(problem?.response ?? problem?.errorResponse ?? ""));
  process.exit(1);
}
