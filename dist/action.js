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

// src/io/actions/input-table.ts
var text = (name, fallback, doc) => ({ sort: "text", name, default: fallback, doc });
var secret = (name, fallback, doc) => ({ ...text(name, fallback, doc), isSecret: true });
var lines = (name, doc) => ({ sort: "lines", name, default: "", doc });
var flag = (name, fallback, doc) => ({ sort: "flag", name, default: fallback, doc });
var count = (name, fallback, doc, most) => ({ sort: "count", name, default: fallback, doc, ...most !== void 0 && { most } });
var choice = (name, choices, doc) => ({ sort: "choice", name, default: choices[0], choices, doc });
var day = 86400;
var commandInput = {
  ...choice(
    "command",
    ["validate", "plan", "apply", "drift"],
    "`validate`, `plan`, `apply` or `drift`. It has to be given."
  ),
  default: "",
  isRequired: true
};
var commentInput = choice(
  "comment",
  ["always", "changes", "never"],
  "When there is a comment on the pull request: `always`, `changes` (where there is something to do; an older comment is kept up to date) or `never`."
);
var commentModeInput = choice(
  "comment-mode",
  ["update", "recreate"],
  "`update` writes the one comment again in place; `recreate` makes a new one and hides the old one as outdated."
);
var unreviewedInput = choice(
  "unreviewed",
  ["fail", "apply-safe", "apply"],
  "What `apply` does with operations that are in no reviewed plan: `fail` writes nothing at all, `apply-safe` lets those pass that endanger nothing, `apply` lets all pass."
);
var inputs = [
  commandInput,
  secret(
    "console-api-key",
    "",
    "The Console API key of the Statsig project. `plan` and `drift` need one that may read, `apply` one that may write, `validate` none."
  ),
  secret(
    "github-token",
    "${{ github.token }}",
    "The token for the comment, the issue and the search for the pull request."
  ),
  secret(
    "seal-secret",
    "",
    "What seals plans in comments, the same for `plan`, `apply` and `drift`. The Console API key does unless given: where the keys of these jobs differ, such as one that only reads for `plan`, give them a secret that they share."
  ),
  text("working-directory", ".", "The root of the definitions, inside of the workspace."),
  text(
    "target",
    "",
    "One of the `targets` of `statsig.yaml`, where there are several. Each has a comment and an issue of its own."
  ),
  commentInput,
  commentModeInput,
  flag("annotate", "true", "Marks faults at the lines of the files that hold them."),
  flag("summary", "true", "Writes the whole text into the summary of the job."),
  text(
    "base-ref",
    "auto",
    "The commit before the change, which tells what is not from this pull request: `auto`, `off` or a ref."
  ),
  flag("allow-archive", "false", "Lets archiving and deleting pass, which is refused otherwise."),
  count(
    "max-changes",
    "100",
    "The most operations that `apply` carries out; with more it does none."
  ),
  unreviewedInput,
  text(
    "confirm-plan-hash",
    "",
    "The `plan-hash` of a plan that a person has looked at: `apply` carries out exactly this plan."
  ),
  lines(
    "overwrite",
    "Addresses, or `address#pointer`, whose file wins over what was changed in Statsig; one a line."
  ),
  lines("take-over", "Addresses or globs whose files win at first contact; one a line."),
  count(
    "allow-prune",
    "",
    "Lets so many resources go, whatever the guardrails say; neither more nor less."
  ),
  flag("fail-on-changes", "false", "`plan` ends with 2 where there is something to do."),
  flag("fail-on-drift", "false", "`drift` ends with 2 where there is drift."),
  flag("drift-issue", "true", "`drift` keeps one issue for each target."),
  lines("drift-issue-labels", "Labels of that issue, one a line."),
  lines("drift-issue-assignees", "Whom that issue is assigned to, one a line."),
  flag(
    "drift-pull-request",
    "false",
    "`drift` proposes what Statsig has as a pull request. It needs more permissions."
  ),
  count("concurrency", "8", "How many operations are under way at once."),
  count("timeout-seconds", "600", "How long the whole run may take.", day),
  text(
    "api-url",
    "",
    "Where the Console API is: Statsig\u2019s own hosts or this machine, nothing else."
  ),
  count("pr-number", "", "The pull request that is meant, where the event does not tell."),
  flag("dry-run", "false", "`apply` goes through everything and writes nothing.")
];

// src/suggest.ts
var import_damerau_levenshtein = __toESM(require_damerau_levenshtein(), 1);

// src/diagnostic.ts
var compareText = (a, b) => a < b ? -1 : a > b ? 1 : 0;

// src/suggest.ts
var nearest = (word, known) => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  const near = [...new Set(known)].filter((other) => other !== word && Math.abs(other.length - word.length) <= limit).map((other) => ({ other, steps: (0, import_damerau_levenshtein.default)(lower, other.toLowerCase()).steps })).filter(({ steps }) => steps <= limit);
  return near.sort((a, b) => a.steps - b.steps || compareText(a.other, b.other))[0]?.other;
};
var didYouMean = (word, known) => {
  const other = nearest(word, known);
  return other === void 0 ? void 0 : `Did you mean \`${other}\`?`;
};

// src/io/actions/inputs.ts
var readInputs = (given) => {
  const faults = inputs.flatMap((input) => faultOf(input, given) ?? []);
  return faults.length > 0 ? { faults } : { inputs: inputsFrom(given) };
};
var inputsFrom = (given) => {
  const text3 = (name) => textOf(name, given);
  const some = (name) => text3(name) === "" ? void 0 : text3(name);
  const lines2 = (name) => linesOf(text3(name));
  const flag2 = (name) => flagOf(text3(name)) === true;
  const number = (name) => Number(text3(name));
  const count3 = (name) => text3(name) === "" ? void 0 : number(name);
  return {
    command: choiceOf(commandInput, given),
    consoleApiKey: some("console-api-key"),
    githubToken: some("github-token"),
    sealSecret: some("seal-secret"),
    workingDirectory: text3("working-directory"),
    target: some("target"),
    comment: choiceOf(commentInput, given),
    commentMode: choiceOf(commentModeInput, given),
    annotate: flag2("annotate"),
    summary: flag2("summary"),
    baseRef: text3("base-ref"),
    allowArchive: flag2("allow-archive"),
    maxChanges: number("max-changes"),
    unreviewed: choiceOf(unreviewedInput, given),
    confirmPlanHash: some("confirm-plan-hash"),
    overwrite: lines2("overwrite"),
    takeOver: lines2("take-over"),
    allowPrune: count3("allow-prune"),
    failOnChanges: flag2("fail-on-changes"),
    failOnDrift: flag2("fail-on-drift"),
    driftIssue: flag2("drift-issue"),
    driftIssueLabels: lines2("drift-issue-labels"),
    driftIssueAssignees: lines2("drift-issue-assignees"),
    driftPullRequest: flag2("drift-pull-request"),
    concurrency: number("concurrency"),
    timeoutSeconds: number("timeout-seconds"),
    apiUrl: some("api-url"),
    prNumber: count3("pr-number"),
    dryRun: flag2("dry-run")
  };
};
var faultOf = (input, given) => {
  const text3 = textOf(input.name, given);
  switch (input.sort) {
    case "text":
    case "lines":
      return void 0;
    case "flag":
      return flagOf(text3) === void 0 ? `Input \`${input.name}\` must be \`true\` or \`false\`; it is ${quoted(text3)}.` : void 0;
    case "count":
      return text3 === "" || isCount(text3, input.most) ? void 0 : `Input \`${input.name}\` must be a whole number from 1${upTo(input.most)}; it is ${quoted(text3)}.`;
    case "choice":
      return text3 === "" || !input.choices.includes(text3) ? unchosen(input.name, text3, input.choices) : void 0;
  }
};
var unchosen = (name, text3, choices) => {
  const all = `It takes ${choices.map((each) => `\`${each}\``).join(", ")}.`;
  return text3 === "" ? `Input \`${name}\` must be given. ${all}` : `Input \`${name}\` cannot be ${quoted(text3)}. ${didYouMean(text3, choices) ?? all}`;
};
var textOf = (name, given) => {
  const text3 = (given(name) ?? "").trim();
  return text3 === "" ? defaults.get(name) ?? "" : text3;
};
var defaults = new Map(
  inputs.map((input) => [input.name, input.default.startsWith("${{") ? "" : input.default])
);
var linesOf = (text3) => text3.split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => line !== "");
var flagOf = (text3) => {
  if (["true", "True", "TRUE"].includes(text3)) return true;
  return ["false", "False", "FALSE"].includes(text3) ? false : void 0;
};
var isCount = (text3, most = Number.POSITIVE_INFINITY) => /^[1-9]\d{0,8}$/.test(text3) && Number(text3) <= most;
var upTo = (most) => most === void 0 ? "" : ` to ${most}`;
var choiceOf = ({ name, choices }, given) => choices.find((each) => each === textOf(name, given)) ?? choices[0];
var quoted = (text3) => {
  const line = text3.replace(/\s+/g, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}\u2026` : line}\``;
};

// src/json.ts
var isMembers = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var member = (value, name) => isMembers(value) && Object.hasOwn(value, name) ? value[name] : void 0;

// src/io/actions/event.ts
var unsafe = [
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
var readEvent = (called, payload, where) => {
  switch (called) {
    case "pull_request":
      return pullRequest(payload, where);
    case "push":
      return {
        name: "push",
        before: commit(member(payload, "before")) ?? nothing,
        after: commit(member(payload, "after")) ?? where.sha
      };
    case "merge_group":
      return mergeGroup(member(payload, "merge_group"));
    case "workflow_dispatch":
    case "schedule":
    case "repository_dispatch":
      return { name: called };
  }
  const danger = unsafe.find((each) => each === called);
  return danger === void 0 ? { name: "other", called } : { name: "unsafe", called: danger };
};
var nothing = "0".repeat(40);
var pullRequest = (payload, where) => {
  const pull = member(payload, "pull_request");
  const [head, base] = [member(pull, "head"), member(pull, "base")];
  const number = count2(member(pull, "number"));
  const [headSha, headRef] = [commit(member(head, "sha")), text2(member(head, "ref"))];
  const [baseSha, baseRef] = [commit(member(base, "sha")), text2(member(base, "ref"))];
  if (!number || !headSha || !headRef || !baseSha || !baseRef)
    return lacking("pull_request", "the number, the head and the base of a pull request");
  const repository = text2(member(member(head, "repo"), "full_name"));
  return {
    name: "pull_request",
    action: text2(member(payload, "action")) ?? "",
    number,
    head: { sha: headSha, ref: headRef, repository },
    base: { sha: baseSha, ref: baseRef },
    isFork: repository?.toLowerCase() !== where.repository.toLowerCase(),
    isDependabot: where.actor === "dependabot[bot]"
  };
};
var mergeGroup = (group) => {
  const base = commit(member(group, "base_sha"));
  const head = commit(member(group, "head_sha"));
  if (!base || !head) return lacking("merge_group", "the base and the head of a merge group");
  const [, digits] = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,8})-[0-9a-f]+$/.exec(
    text2(member(group, "head_ref")) ?? ""
  ) ?? [];
  return { name: "merge_group", base, head, ...digits && { pull: Number(digits) } };
};
var lacking = (event, parts) => `The payload of the event \`${event}\` must hold ${parts} (GITHUB_EVENT_PATH).`;
var text2 = (value) => typeof value === "string" && value !== "" ? value : void 0;
var commit = (value) => typeof value === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : void 0;
var count2 = (value) => typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : void 0;

// src/io/actions/job.ts
var readJob = (env2, payload) => {
  const faults = [];
  const variable = (name2, is, form, none = "") => {
    const text3 = env2(name2)?.trim() || none;
    if (is(text3)) return text3;
    faults.push(text3 === "" ? `${name2} is not set.` : `${name2} must be ${form}.`);
    return "";
  };
  const count3 = (name2, none) => Number(variable(name2, (text3) => /^[1-9]\d{0,14}$/.test(text3), "a whole number from 1", none));
  const address = (name2, none) => variable(name2, isSafeAddress, "an `https` address, or one of this machine", none).replace(
    /\/+$/,
    ""
  );
  const path = (name2) => variable(name2, (text3) => text3 !== "", "a folder");
  const repository = variable(
    "GITHUB_REPOSITORY",
    (text3) => /^[\w.-]+\/[\w.-]+$/.test(text3),
    "an owner and a name"
  );
  const sha = variable("GITHUB_SHA", isCommit, "the id of a commit");
  const server = address("GITHUB_SERVER_URL", "https://github.com");
  const apiUrl = address("GITHUB_API_URL", "https://api.github.com");
  const graphqlUrl = address("GITHUB_GRAPHQL_URL", `${apiUrl.replace(/\/v3$/, "")}/graphql`);
  const [id, number, attempt] = [
    count3("GITHUB_RUN_ID"),
    count3("GITHUB_RUN_NUMBER"),
    count3("GITHUB_RUN_ATTEMPT", "1")
  ];
  const [workspace, temp] = [path("GITHUB_WORKSPACE"), path("RUNNER_TEMP")];
  const called = variable("GITHUB_EVENT_NAME", (text3) => /^\w+$/.test(text3), "the name of an event");
  const actor = env2("GITHUB_ACTOR")?.trim() ?? "";
  const said = parsed(payload);
  const event = readEvent(called, said, { repository, sha, actor });
  if (typeof event === "string") faults.push(event);
  if (typeof event === "string" || faults.length > 0) return { faults };
  const [owner = "", name = ""] = repository.split("/");
  const about = member(said, "repository");
  return {
    owner,
    name,
    isPublic: publicity(about),
    defaultBranch: textOf2(member(about, "default_branch")),
    sha,
    ref: env2("GITHUB_REF")?.trim() ?? "",
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
var isCommit = (text3) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text3);
var isSafeAddress = (text3) => {
  if (!URL.canParse(text3)) return false;
  const url = new URL(text3);
  if (url.username !== "" || url.password !== "" || /[?#]/.test(text3)) return false;
  const isHere = ["localhost", "[::1]"].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  return url.protocol === "https:" || url.protocol === "http:" && isHere;
};
var parsed = (payload) => {
  try {
    return payload === void 0 ? void 0 : JSON.parse(payload);
  } catch {
    return void 0;
  }
};
var publicity = (repository) => {
  const visibility = member(repository, "visibility");
  const isPrivate = member(repository, "private");
  if (visibility === "public") return true;
  if (visibility === "internal") return false;
  if (isPrivate === false) return true;
  return isPrivate === true || visibility === "private" ? false : void 0;
};
var textOf2 = (value) => typeof value === "string" && value !== "" ? value : void 0;

// src/io/actions/runner.ts
import { appendFileSync, readFileSync, statSync } from "node:fs";
var variableOf = (name) => `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
var inputOf = (env2) => (name) => env2(variableOf(name));
var unknownInputs = (variables) => {
  const names = inputs.map(({ name }) => name);
  const known = new Set(names.map(variableOf));
  return variables.filter((variable) => variable.startsWith("INPUT_") && !known.has(variable)).map((variable) => variable.slice("INPUT_".length).toLowerCase()).map((name) => [`The action has no input \`${name}\`.`, didYouMean(name, names) ?? []]).map((sentences) => sentences.flat().join(" "));
};
var readPayload = (env2) => {
  try {
    return readFileSync(env2("GITHUB_EVENT_PATH") ?? "", "utf8");
  } catch {
    return void 0;
  }
};
var longestMessage = 4e3;
var annotation = (level, { message, title, file, line, column }) => {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(
    ([name, value]) => value === void 0 ? [] : [`${name}=${inProperty(String(value))}`]
  );
  return command(properties.length === 0 ? level : `${level} ${properties.join(",")}`, cut(message));
};
var mask = (value) => {
  const spellings = [value, ...value.split(/\r\n|\n|\r/)].flatMap((each) => [
    each,
    each.trim(),
    Buffer.from(each).toString("base64").replace(/=+$/, ""),
    // By way of bytes: half a character has no spelling in an address.
    encodeURIComponent(Buffer.from(each).toString())
  ]);
  return [...new Set(spellings)].filter((each) => each.length >= shortestMask).map((each) => command("add-mask", each));
};
var shortestMask = 4;
var command = (head, message) => `::${head}::${inMessage(message)}`;
var inMessage = (text3) => text3.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
var inProperty = (text3) => inMessage(text3).replaceAll(":", "%3A").replaceAll(",", "%2C");
var cut = (message) => {
  if (message.length <= longestMessage) return message;
  const end = message.slice(0, longestMessage - 1);
  return `${/[\uD800-\uDBFF]$/.test(end) ? end.slice(0, -1) : end}\u2026`;
};

// src/action.ts
process.exitCode = 1;
var wrongUsage = 64;
var env = (name) => process.env[name];
var takeEnv = (name) => {
  const value = process.env[name];
  delete process.env[name];
  return value;
};
var out = (text3) => void process.stdout.write(text3);
var say = (line) => out(`${line}
`);
var secrets = () => new Map(
  inputs.flatMap((input) => {
    const value = "isSecret" in input ? takeEnv(variableOf(input.name))?.trim() : void 0;
    return value === void 0 || value === "" ? [] : [[input.name, value]];
  })
);
var start = async () => {
  const hidden = secrets();
  for (const value of hidden.values()) for (const line of mask(value)) say(line);
  for (const message of unknownInputs(Object.keys(process.env)))
    say(annotation("warning", { message }));
  const given = inputOf(env);
  const read = readInputs((name) => hidden.get(name) ?? given(name));
  const job = readJob(env, readPayload(env));
  if ("faults" in read || "faults" in job) {
    const faults = [read, job].flatMap((each) => "faults" in each ? each.faults : []);
    for (const message of faults) say(annotation("error", { message }));
    return wrongUsage;
  }
  const { runJob } = await import("./action-work.js");
  return runJob(job, read.inputs, {
    env,
    takeEnv,
    out,
    random: Math.random,
    cwd: process.cwd(),
    now: () => (/* @__PURE__ */ new Date()).toISOString(),
    onStop: (stop) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
    },
    wait: (ms, then) => void setTimeout(then, ms).unref()
  });
};
process.exitCode = await start();
process.exit();
