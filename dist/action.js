var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// node_modules/damerau-levenshtein/index.js
var require_damerau_levenshtein = __commonJS({
  "node_modules/damerau-levenshtein/index.js"(exports, module) {
    module.exports = function(__this, that, limit) {
      var thisLength = __this.length, thatLength = that.length, matrix = [];
      limit = (limit || (thatLength > thisLength ? thatLength : thisLength)) + 1;
      for (var i = 0; i < limit; i++) {
        matrix[i] = [i];
        matrix[i].length = limit;
      }
      for (i = 0; i < limit; i++) {
        matrix[0][i] = i;
      }
      if (Math.abs(thisLength - thatLength) > (limit || 100)) {
        return prepare(limit || 100);
      }
      if (thisLength === 0) {
        return prepare(thatLength);
      }
      if (thatLength === 0) {
        return prepare(thisLength);
      }
      var j, this_i, that_j, cost, min, t;
      for (i = 1; i <= thisLength; ++i) {
        this_i = __this[i - 1];
        for (j = 1; j <= thatLength; ++j) {
          if (i === j && matrix[i][j] > 4) return prepare(thisLength);
          that_j = that[j - 1];
          cost = this_i === that_j ? 0 : 1;
          min = matrix[i - 1][j] + 1;
          if ((t = matrix[i][j - 1] + 1) < min) min = t;
          if ((t = matrix[i - 1][j - 1] + cost) < min) min = t;
          matrix[i][j] = i > 1 && j > 1 && this_i === that[j - 2] && __this[i - 2] === that_j && (t = matrix[i - 2][j - 2] + cost) < min ? t : min;
        }
      }
      return prepare(matrix[thisLength][thatLength]);
      function prepare(steps) {
        var length = Math.max(thisLength, thatLength);
        var relative = length === 0 ? 0 : steps / length;
        var similarity = 1 - relative;
        return {
          steps,
          relative,
          similarity
        };
      }
    };
  }
});

// src/io/disk/error-code.ts
var errorCode = (cause) => cause instanceof Error && "code" in cause ? cause.code : void 0;

// src/io/process-stream.ts
var streamWriter = (stream, onFault = () => {
}) => {
  let isBroken = false;
  stream.on("error", (error) => {
    if (isBroken) return;
    isBroken = true;
    const code = errorCode(error);
    if (code !== "EPIPE") onFault(typeof code === "string" ? code : error.message);
  });
  return (text) => {
    if (!isBroken) stream.write(text);
  };
};

// src/io/statsig/console-api/clock.ts
import { performance } from "node:perf_hooks";
import { setTimeout as after } from "node:timers/promises";
var systemClock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await after(ms, void 0, signal && { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }
};

// src/io/actions/input-table.ts
var textInput = (name, fallback, doc) => ({ type: "text", name, default: fallback, doc });
var secretInput = (name, fallback, doc) => ({ ...textInput(name, fallback, doc), isSecret: true });
var linesInput = (name, doc) => ({ type: "lines", name, default: "", doc });
var flagInput = (name, fallback, doc) => ({ type: "flag", name, default: fallback, doc });
var countInput = (name, fallback, doc, max) => ({ type: "count", name, default: fallback, doc, ...max !== void 0 && { max } });
var choiceInput = (name, choices, doc) => ({ type: "choice", name, default: choices[0], choices, doc });
var daySeconds = 86400;
var commandInput = {
  ...choiceInput(
    "command",
    ["validate", "plan", "apply", "drift"],
    "The command to run: `validate`, `plan`, `apply` or `drift`."
  ),
  default: "",
  isRequired: true
};
var commentInput = choiceInput(
  "comment",
  ["always", "changes", "never"],
  "When to comment on the pull request: `always`, `changes` (only if the plan has changes; an existing comment is still updated) or `never`."
);
var commentModeInput = choiceInput(
  "comment-mode",
  ["update", "recreate"],
  "`update` edits the existing comment; `recreate` posts a new comment and hides the old one as outdated."
);
var unreviewedInput = choiceInput(
  "unreviewed",
  ["fail", "apply-safe", "apply"],
  "What `apply` does with operations that are in no reviewed plan: `fail` writes nothing at all, `apply-safe` applies those that change only labels (names, descriptions, tags, owners), `apply` applies all."
);
var inputs = [
  commandInput,
  secretInput(
    "console-api-key",
    "",
    "The Console API key of the Statsig project. `plan` and `drift` need read access, `apply` needs write access, `validate` needs no key."
  ),
  secretInput(
    "github-token",
    "${{ github.token }}",
    "The token to write comments and issues and to find pull requests."
  ),
  secretInput(
    "seal-secret",
    "",
    "The key of the seal, which is the HMAC signature of a plan comment and of the record of an apply. Default: the Console API key. If `plan`, `apply` and `drift` use different keys, such as a read-only key for `plan`, set the same secret in all of them."
  ),
  secretInput(
    "seal-secret-previous",
    "",
    "The seal secret before the current one. What it has sealed stays valid, and is sealed again with the current one."
  ),
  textInput("working-directory", ".", "The root folder of the definitions, inside the workspace."),
  textInput(
    "target",
    "",
    "One of the `targets` of `statsig.yaml`. Each target has its own comment and its own issue."
  ),
  commentInput,
  commentModeInput,
  flagInput("annotate", "true", "Add annotations for errors to the lines of the files."),
  flagInput("summary", "true", "Write the whole result to the job summary."),
  textInput(
    "base-ref",
    "auto",
    "The base commit, used to find operations that are not from this pull request: `auto`, `off` or a ref."
  ),
  flagInput(
    "allow-archive",
    "false",
    "Allow operations that archive or delete a resource; they are refused otherwise."
  ),
  countInput(
    "max-changes",
    "100",
    "The maximum number of operations. If a plan has more, `apply` applies none of them."
  ),
  unreviewedInput,
  textInput(
    "confirm-plan-hash",
    "",
    "The `plan-hash` of a plan that a person has checked: `apply` applies exactly this plan."
  ),
  textInput(
    "confirm-record",
    "",
    "The full id of a record of an apply whose seal is not valid, and that a person has checked: `apply` uses it and seals the next one. `none` confirms that there is no record."
  ),
  linesInput(
    "overwrite",
    "Addresses (`kind/id`) or fields (`kind/id#pointer`) that get the value of the file, even if they were changed in Statsig; one per line."
  ),
  linesInput(
    "overwrite-unmanaged",
    "Addresses or globs of existing resources to overwrite that were never applied from this repository; one per line."
  ),
  {
    ...linesInput("take-over", "Deprecated: the old name of `overwrite-unmanaged`."),
    deprecation: "Use `overwrite-unmanaged`."
  },
  countInput(
    "allow-prune",
    "",
    "Allow `prune` to archive or delete exactly this number of resources, ignoring `guardrails`."
  ),
  flagInput(
    "allow-empty",
    "false",
    "Allow a root without definitions, and patterns of `definitions` that match no file; they end with 3 otherwise."
  ),
  flagInput("fail-on-changes", "false", "`plan` exits with 2 if there are changes."),
  flagInput("fail-on-drift", "false", "`drift` exits with 2 if there is drift."),
  flagInput("drift-issue", "true", "`drift` opens, updates and closes one issue for each target."),
  linesInput("drift-issue-labels", "Labels of this issue, one per line."),
  linesInput("drift-issue-assignees", "Assignees of this issue, one per line."),
  flagInput(
    "drift-pull-request",
    "false",
    "`drift` opens a pull request that writes the values in Statsig to the files. This needs more permissions."
  ),
  countInput("concurrency", "8", "How many operations run at the same time."),
  countInput("timeout-seconds", "600", "The time limit of the whole run, in seconds.", daySeconds),
  textInput("api-url", "", "The URL of the Console API: a host of Statsig, or this machine."),
  countInput("pr-number", "", "The number of the pull request, if the event does not contain it."),
  flagInput("dry-run", "false", "`apply` does everything except writing.")
];

// src/core/suggest.ts
var import_damerau_levenshtein = __toESM(require_damerau_levenshtein(), 1);

// src/core/diagnostic.ts
var compareText = (a, b) => a < b ? -1 : a > b ? 1 : 0;

// src/core/suggest.ts
var nearestWord = (word, known) => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const lowerCased = word.toLowerCase();
  const candidates = [...new Set(known)].filter((other) => other !== word && Math.abs(other.length - word.length) <= limit).map((other) => ({ other, steps: (0, import_damerau_levenshtein.default)(lowerCased, other.toLowerCase()).steps })).filter(({ steps }) => steps <= limit);
  return candidates.sort((a, b) => a.steps - b.steps || compareText(a.other, b.other))[0]?.other;
};
var didYouMean = (word, known) => {
  const other = nearestWord(word, known);
  return other === void 0 ? void 0 : `Did you mean \`${other}\`?`;
};

// src/io/actions/inputs.ts
var readInputs = (lookUp) => {
  const faults = inputs.flatMap((input) => inputFault(input, lookUp) ?? []);
  return faults.length > 0 ? { faults } : { inputs: parseInputs(lookUp) };
};
var parseInputs = (lookUp) => {
  const text = (name) => inputText(name, lookUp);
  const optionalText = (name) => text(name) === "" ? void 0 : text(name);
  const lines = (name) => splitLines(text(name));
  const flag = (name) => parseFlag(text(name)) === true;
  const number = (name) => Number(text(name));
  const count = (name) => text(name) === "" ? void 0 : number(name);
  return {
    command: parseChoice(commandInput, lookUp),
    consoleApiKey: optionalText("console-api-key"),
    githubToken: optionalText("github-token"),
    sealSecret: optionalText("seal-secret"),
    sealSecretPrevious: optionalText("seal-secret-previous"),
    workingDirectory: text("working-directory"),
    target: optionalText("target"),
    comment: parseChoice(commentInput, lookUp),
    commentMode: parseChoice(commentModeInput, lookUp),
    annotate: flag("annotate"),
    summary: flag("summary"),
    baseRef: text("base-ref"),
    allowArchive: flag("allow-archive"),
    maxChanges: number("max-changes"),
    unreviewed: parseChoice(unreviewedInput, lookUp),
    confirmPlanHash: optionalText("confirm-plan-hash"),
    confirmRecord: optionalText("confirm-record"),
    overwrite: lines("overwrite"),
    overwriteUnmanaged: [...lines("overwrite-unmanaged"), ...lines("take-over")],
    allowPrune: count("allow-prune"),
    allowEmpty: flag("allow-empty"),
    failOnChanges: flag("fail-on-changes"),
    failOnDrift: flag("fail-on-drift"),
    driftIssue: flag("drift-issue"),
    driftIssueLabels: lines("drift-issue-labels"),
    driftIssueAssignees: lines("drift-issue-assignees"),
    driftPullRequest: flag("drift-pull-request"),
    concurrency: number("concurrency"),
    timeoutSeconds: number("timeout-seconds"),
    apiUrl: optionalText("api-url"),
    prNumber: count("pr-number"),
    dryRun: flag("dry-run")
  };
};
var inputFault = (input, lookUp) => {
  const text = inputText(input.name, lookUp);
  switch (input.type) {
    case "text":
    case "lines":
      return void 0;
    case "flag":
      return parseFlag(text) === void 0 ? `Input \`${input.name}\` must be \`true\` or \`false\`; it is ${quoteShort(text)}.` : void 0;
    case "count":
      return text === "" || isCount(text, input.max) ? void 0 : `Input \`${input.name}\` must be a whole number from 1${upperBoundText(input.max)}; it is ${quoteShort(text)}.`;
    case "choice":
      return text === "" || !input.choices.includes(text) ? choiceFault(input.name, text, input.choices) : void 0;
  }
};
var choiceFault = (name, text, choices) => {
  const choiceList = `Use one of ${choices.map((each) => `\`${each}\``).join(", ")}.`;
  return text === "" ? `Input \`${name}\` is required. ${choiceList}` : `Input \`${name}\` cannot be ${quoteShort(text)}. ${didYouMean(text, choices) ?? choiceList}`;
};
var inputText = (name, lookUp) => {
  const text = (lookUp(name) ?? "").trim();
  return text === "" ? defaults.get(name) ?? "" : text;
};
var defaults = new Map(
  inputs.map((input) => [input.name, input.default.startsWith("${{") ? "" : input.default])
);
var splitLines = (text) => text.split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => line !== "");
var parseFlag = (text) => {
  if (["true", "True", "TRUE"].includes(text)) return true;
  return ["false", "False", "FALSE"].includes(text) ? false : void 0;
};
var isCount = (text, max = Number.POSITIVE_INFINITY) => /^[1-9]\d{0,8}$/.test(text) && Number(text) <= max;
var upperBoundText = (max) => max === void 0 ? "" : ` to ${max}`;
var parseChoice = ({ name, choices }, lookUp) => choices.find((each) => each === inputText(name, lookUp)) ?? choices[0];
var quoteShort = (text) => {
  const line = text.replace(/\s+/g, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}\u2026` : line}\``;
};

// src/core/json.ts
var isJsonObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var parseJson = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
};
var member = (value, name) => isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : void 0;

// src/io/actions/event.ts
var unsafeEvents = [
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "issues",
  "commit_comment",
  "discussion",
  "discussion_comment",
  "fork",
  "gollum",
  "watch"
];
var readEvent = (eventName, payload, context) => {
  switch (eventName) {
    case "pull_request":
      return readPullRequest(payload, context);
    case "push":
      return {
        name: "push",
        before: commitSha(member(payload, "before")) ?? zeroSha,
        after: commitSha(member(payload, "after")) ?? context.sha
      };
    case "merge_group":
      return readMergeGroup(member(payload, "merge_group"));
    case "workflow_dispatch":
    case "schedule":
    case "repository_dispatch":
      return { name: eventName };
  }
  const unsafeName = unsafeEvents.find((each) => each === eventName);
  return unsafeName === void 0 ? { name: "other", eventName } : { name: "unsafe", eventName: unsafeName };
};
var zeroSha = "0".repeat(40);
var readPullRequest = (payload, context) => {
  const pull = member(payload, "pull_request");
  const [head, base] = [member(pull, "head"), member(pull, "base")];
  const number = positiveInteger(member(pull, "number"));
  const [headSha, headRef] = [commitSha(member(head, "sha")), nonEmptyText(member(head, "ref"))];
  const [baseSha, baseRef] = [commitSha(member(base, "sha")), nonEmptyText(member(base, "ref"))];
  if (!number || !headSha || !headRef || !baseSha || !baseRef)
    return missingFromPayload("pull_request", "the number, the head and the base of a pull request");
  const repository = nonEmptyText(member(member(head, "repo"), "full_name"));
  return {
    name: "pull_request",
    action: nonEmptyText(member(payload, "action")) ?? "",
    number,
    head: { sha: headSha, ref: headRef, repository },
    base: { sha: baseSha, ref: baseRef },
    isFork: repository?.toLowerCase() !== context.repository.toLowerCase(),
    isDependabot: context.actor === "dependabot[bot]"
  };
};
var readMergeGroup = (group) => {
  const base = commitSha(member(group, "base_sha"));
  const head = commitSha(member(group, "head_sha"));
  if (!base || !head)
    return missingFromPayload("merge_group", "the base and the head of a merge group");
  const [, digits] = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,8})-[0-9a-f]+$/.exec(
    nonEmptyText(member(group, "head_ref")) ?? ""
  ) ?? [];
  return { name: "merge_group", base, head, ...digits && { pullNumber: Number(digits) } };
};
var missingFromPayload = (event, missing) => `The payload of the event \`${event}\` must contain ${missing} (GITHUB_EVENT_PATH).`;
var nonEmptyText = (value) => typeof value === "string" && value !== "" ? value : void 0;
var commitSha = (value) => typeof value === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : void 0;
var positiveInteger = (value) => typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : void 0;

// src/io/actions/job.ts
var readJob = (lookUp, payload) => {
  const faults = [];
  const variable = (name2, isValid, expectedForm, fallback = "") => {
    const text = lookUp(name2)?.trim() || fallback;
    if (isValid(text)) return text;
    faults.push(text === "" ? `${name2} is not set.` : `${name2} must be ${expectedForm}.`);
    return "";
  };
  const countVariable = (name2, fallback) => Number(
    variable(name2, (text) => /^[1-9]\d{0,14}$/.test(text), "a whole number from 1", fallback)
  );
  const urlVariable = (name2, fallback) => variable(name2, isSafeUrl, "an `https` URL, or a URL of this machine", fallback).replace(
    /\/+$/,
    ""
  );
  const folderVariable = (name2) => variable(name2, (text) => text !== "", "a folder");
  const repository = variable(
    "GITHUB_REPOSITORY",
    (text) => /^[\w.-]+\/[\w.-]+$/.test(text),
    "an owner and a name"
  );
  const sha = variable("GITHUB_SHA", isCommit, "the id of a commit");
  const server = urlVariable("GITHUB_SERVER_URL", "https://github.com");
  const apiUrl = urlVariable("GITHUB_API_URL", "https://api.github.com");
  const graphqlUrl = urlVariable("GITHUB_GRAPHQL_URL", `${apiUrl.replace(/\/v3$/, "")}/graphql`);
  const [id, number, attempt] = [
    countVariable("GITHUB_RUN_ID"),
    countVariable("GITHUB_RUN_NUMBER"),
    countVariable("GITHUB_RUN_ATTEMPT", "1")
  ];
  const [workspace, temp] = [folderVariable("GITHUB_WORKSPACE"), folderVariable("RUNNER_TEMP")];
  const eventName = variable(
    "GITHUB_EVENT_NAME",
    (text) => /^\w+$/.test(text),
    "the name of an event"
  );
  const actor = lookUp("GITHUB_ACTOR")?.trim() ?? "";
  const payloadJson = payload === void 0 ? void 0 : parseJson(payload);
  const event = readEvent(eventName, payloadJson, { repository, sha, actor });
  if (typeof event === "string") faults.push(event);
  if (typeof event === "string" || faults.length > 0) return { faults };
  const [owner = "", name = ""] = repository.split("/");
  const repositoryJson = member(payloadJson, "repository");
  return {
    owner,
    name,
    isPublic: readVisibility(repositoryJson),
    defaultBranch: nonEmptyText(member(repositoryJson, "default_branch")),
    sha,
    ref: lookUp("GITHUB_REF")?.trim() ?? "",
    actor,
    server,
    apiUrl,
    graphqlUrl,
    run: { id, number, attempt, url: `${server}/${repository}/actions/runs/${id}` },
    workspace,
    temp,
    event
  };
};
var isCommit = (text) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
var isSafeUrl = (text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || /[?#]/.test(text)) return false;
  const isLoopback = ["localhost", "[::1]"].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  return url.protocol === "https:" || url.protocol === "http:" && isLoopback;
};
var readVisibility = (repository) => {
  const visibility = member(repository, "visibility");
  const isPrivate = member(repository, "private");
  if (visibility === "public") return true;
  if (visibility === "internal") return false;
  if (isPrivate === false) return true;
  return isPrivate === true || visibility === "private" ? false : void 0;
};

// src/io/actions/runner.ts
import { appendFileSync, readFileSync, statSync } from "node:fs";
var inputVariable = (name) => `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
var inputLookup = (lookUp) => (name) => lookUp(inputVariable(name));
var unknownInputs = (variables) => {
  const names = inputs.map(({ name }) => name);
  const knownVariables = new Set(names.map(inputVariable));
  return variables.filter((variable) => variable.startsWith("INPUT_") && !knownVariables.has(variable)).map((variable) => variable.slice("INPUT_".length).toLowerCase()).map((name) => [`The Action has no input \`${name}\`.`, didYouMean(name, names) ?? []]).map((sentences) => sentences.flat().join(" "));
};
var readPayload = (lookUp) => {
  try {
    return readFileSync(lookUp("GITHUB_EVENT_PATH") ?? "", "utf8");
  } catch {
    return void 0;
  }
};
var maxMessageLength = 4e3;
var annotationCommand = (level, { message, title, file, line, column }) => {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(
    ([name, value]) => value === void 0 ? [] : [`${name}=${escapeProperty(String(value))}`]
  );
  return workflowCommand(
    properties.length === 0 ? level : `${level} ${properties.join(",")}`,
    truncateMessage(message)
  );
};
var maskCommands = (value) => {
  const spellings = [value, ...value.split(/\r\n|\n|\r/)].flatMap((each) => [
    each,
    each.trim(),
    Buffer.from(each).toString("base64").replace(/=+$/, ""),
    // Through bytes, because `encodeURIComponent` throws on half a surrogate pair.
    encodeURIComponent(Buffer.from(each).toString())
  ]);
  return [...new Set(spellings)].filter((each) => each.length >= minMaskLength).map((each) => workflowCommand("add-mask", each));
};
var minMaskLength = 4;
var workflowCommand = (commandHead, message) => `::${commandHead}::${escapeMessage(message)}`;
var escapeMessage = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
var escapeProperty = (text) => escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
var truncateMessage = (message) => {
  if (message.length <= maxMessageLength) return message;
  const truncated = message.slice(0, maxMessageLength - 1);
  return `${/[\uD800-\uDBFF]$/.test(truncated) ? truncated.slice(0, -1) : truncated}\u2026`;
};

// src/session/node-debug.ts
var printingNames = [
  "http http2 https net tls stream fetch undici websocket child_process",
  // Older versions of Node, and other runtimes.
  "_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server",
  "_tls_common _tls_wrap"
].flatMap((names) => names.split(" "));
var printsRequests = (nodeDebug) => (nodeDebug ?? "").toLowerCase().split(",").some((pattern) => printingNames.some((name) => matches(pattern.trim(), name)));
var matches = (pattern, name) => {
  const [first = "", ...rest] = pattern.split("*");
  if (!name.startsWith(first)) return false;
  if (rest.length === 0) return name === first;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const part of rest) {
    const index = name.indexOf(part, at);
    if (index < 0) return false;
    at = index + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
};

// src/github-action/start-job.ts
var wrongUsageExitCode = 64;
var startJob = async (host) => {
  const { listVariables, readVariable, takeVariable, writeOutput } = host;
  const printLine = (line) => writeOutput(`${line}
`);
  const secretInputs = takeSecretInputs(takeVariable);
  for (const value of secretInputs.values()) for (const line of maskCommands(value)) printLine(line);
  for (const message of unknownInputs(listVariables()))
    printLine(annotationCommand("warning", { message }));
  if (secretInputs.size > 0 && printsRequests(readVariable("NODE_DEBUG"))) {
    const message = "`NODE_DEBUG` makes Node print the key and the token. Unset it.";
    printLine(annotationCommand("error", { message }));
    return wrongUsageExitCode;
  }
  const readInput = inputLookup(readVariable);
  const parsed = readInputs((name) => secretInputs.get(name) ?? readInput(name));
  const job = readJob(readVariable, readPayload(readVariable));
  if ("faults" in parsed || "faults" in job) {
    const faults = [parsed, job].flatMap((each) => "faults" in each ? each.faults : []);
    for (const message of faults) printLine(annotationCommand("error", { message }));
    return wrongUsageExitCode;
  }
  const { runJob } = await import("./action-work.js");
  return runJob(job, parsed.inputs, host);
};
var takeSecretInputs = (takeVariable) => new Map(
  inputs.flatMap((input) => {
    const value = "isSecret" in input ? takeVariable(inputVariable(input.name))?.trim() : void 0;
    return value === void 0 || value === "" ? [] : [[input.name, value]];
  })
);

// src/github-action/main.ts
var maxEndMs = 1900;
process.exitCode = 1;
process.exitCode = await startJob({
  listVariables: () => Object.keys(process.env),
  readVariable: (name) => process.env[name],
  takeVariable: (name) => {
    const value = process.env[name];
    delete process.env[name];
    return value;
  },
  writeOutput: streamWriter(process.stdout),
  random: Math.random,
  cwd: process.cwd(),
  now: () => (/* @__PURE__ */ new Date()).toISOString(),
  onStop: (stop) => {
    let isFirst = true;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.on(signal, () => {
        if (!isFirst) setTimeout(() => process.exit(), maxEndMs);
        isFirst = false;
        stop();
      });
  },
  wait: (ms, callback) => void setTimeout(callback, ms).unref(),
  clock: systemClock
});
process.exit();
