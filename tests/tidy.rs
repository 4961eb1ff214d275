//! Rules about the sources themselves: size, heads, layers, purity of the stages, and one home for each engine.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of more lines does more than one sentence can say.
const LONGEST_FILE: usize = 400;

/// What any stage may import besides itself.
const TYPES: [&str; 5] = ["article", "units", "error", "progress", "space"];

/// The stages, and those upstream of each.
const STAGES: [(&str, &[&str]); 7] = [
    ("text", &[]),
    ("reuse", &["text"]),
    ("tfidf", &["text", "reuse"]),
    ("events", &["text", "reuse", "tfidf"]),
    ("origin", &["text", "reuse"]),
    ("query", &["text", "reuse"]),
    ("explain", &["text", "reuse", "query"]),
];

/// Modules of `std` that a pure function has no use for.
const IMPURE: [&str; 5] = ["fs", "env", "time", "io", "thread"];

/// Crates, by the beginning of their names, and the only files or folders that may know them.
const HOMES: [(&str, &[&str]); 7] = [
    ("linfa", &["events/linkage.rs", "events/blocks.rs"]),
    ("clap", &["cli/"]),
    ("indicatif", &["cli/progress.rs"]),
    ("askama", &["page/"]),
    ("rust_stemmers", &["text/terms.rs"]),
    ("parquet", &["export/", "input/formats/"]),
    ("rusqlite", &["export/", "input/formats/"]),
];

const UNFINISHED: [&str; 3] = ["dbg", "todo", "unimplemented"];
const PRINTING: [&str; 4] = ["print", "println", "eprint", "eprintln"];
const PRINTERS: [&str; 2] = ["main.rs", "cli/"];
#[test]
fn the_sources_are_tidy() {
    let broken: Vec<String> = sources().iter().flat_map(|(path, source)| violations(path, source)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_rules_name_files_that_exist() {
    let sources = sources();
    for (stage, _) in STAGES {
        assert!(sources.iter().any(|(path, _)| *path == format!("{stage}/mod.rs")), "no stage {stage}");
    }
    for (engine, homes) in HOMES {
        for home in homes {
            let inside = sources.iter().filter(|(path, _)| path.starts_with(home));
            let knows_it = inside.flat_map(|(_, source)| foreign(&code(source), engine)).count();
            assert_ne!(knows_it, 0, "{home} is the home of {engine}, but does not use it");
        }
    }
}

/// All sources: path relative to `src/`, and content; sorted.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<(String, String)> = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// One sentence for every rule that a source breaks; `path` is relative to `src/`.
fn violations(path: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let compact: String = code.split_whitespace().collect();
    let mut found = Vec::new();
    let n_lines = source.lines().count();
    if n_lines > LONGEST_FILE {
        found.push(format!("{n_lines} lines, more than {LONGEST_FILE}"));
    }
    if !source.starts_with("//!") {
        found.push("does not begin with `//!`".to_owned());
    }
    for name in UNFINISHED.iter().filter(|name| calls_macro(&code, name)) {
        found.push(format!("calls `{name}!`"));
    }
    if compact.contains("#[ignore]") || compact.contains("#[ignore=\"\"]") {
        found.push("ignores a test without a reason".to_owned());
    }
    if !is_among(path, &PRINTERS) {
        for name in PRINTING.iter().filter(|name| calls_macro(&code, name)) {
            found.push(format!("calls `{name}!`; only main.rs and cli/ print"));
        }
    }
    for (engine, homes) in HOMES.into_iter().filter(|(_, homes)| !is_among(path, homes)) {
        for name in foreign(&code, engine) {
            found.push(format!("knows `{name}`, which only {} may", homes.join(", ")));
        }
    }
    let folder = path.split('/').next().unwrap_or_default();
    for (stage, upstream) in STAGES.into_iter().filter(|(stage, _)| *stage == folder) {
        found.extend(forbidden_modules(path, &code, stage, upstream));
        found.extend(impurities(&code));
    }
    found.iter().map(|rule| format!("src/{path}: {rule}")).collect()
}

/// Whether the path is one of the files, or in one of the folders.
fn is_among(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| if place.ends_with('/') { path.starts_with(place) } else { path == *place })
}

/// Modules of this crate that a file of a stage may not import.
fn forbidden_modules(path: &str, code: &str, stage: &str, upstream: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for import in paths_from(code, "crate") {
        let module = import.split("::").next().unwrap_or_default();
        if module != stage && !TYPES.contains(&module) && !upstream.contains(&module) {
            found.push(format!("imports `crate::{import}`, which is not upstream of {stage}"));
        }
    }
    // The other ways to the root of the crate. In a test module `super` is the file itself.
    let outside_tests = code.split("#[cfg(test)]").next().unwrap_or_default();
    let is_root = |climb: &String| climb == "super" || climb.starts_with("super::");
    if path.ends_with("/mod.rs") && !paths_from(outside_tests, "super").is_empty()
        || paths_from(code, "super").iter().any(is_root)
    {
        found.push("climbs out of its stage with `super`; write `crate::`".to_owned());
    }
    found
}

/// What a stage may not ask of the standard library.
fn impurities(code: &str) -> Vec<String> {
    let asked = paths_from(code, "std").into_iter();
    asked
        .filter(|path| IMPURE.contains(&path.split("::").next().unwrap_or_default()))
        .filter(|path| path != "io::Error" && !path.starts_with("io::Error::"))
        .map(|path| format!("uses `std::{path}`; a stage is a pure function"))
        .collect()
}

/// Names of one family of crates that occur, each once.
fn foreign(code: &str, engine: &str) -> Vec<String> {
    let mut found: Vec<String> = names(code)
        .into_iter()
        .filter(|(name, _)| {
            name.strip_prefix(engine).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        })
        .map(|(name, _)| name.to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn calls_macro(code: &str, wanted: &str) -> bool {
    names(code).into_iter().any(|(name, rest)| {
        let rest = rest.trim_start();
        name == wanted && rest.starts_with('!') && !rest.starts_with("!=")
    })
}

/// All paths that begin with `root`, groups in braces taken apart, without the root itself.
fn paths_from(code: &str, root: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, rest) in names(code).into_iter().filter(|(name, _)| *name == root) {
        if let Some(rest) = rest.trim_start().strip_prefix("::") {
            expand(rest, "", &mut found);
        }
    }
    found
}

/// Takes the path at the beginning of `rest` apart; returns what follows it.
fn expand<'a>(rest: &'a str, prefix: &str, found: &mut Vec<String>) -> &'a str {
    let rest = rest.trim_start();
    if let Some(mut inside) = rest.strip_prefix('{') {
        loop {
            inside = expand(inside, prefix, found);
            // Over `as another_name`, to the next path or the end of the group.
            let Some(end) = inside.find([',', '}']) else { return "" };
            let was_last = inside[end..].starts_with('}');
            inside = &inside[end + 1..];
            if was_last {
                return inside;
            }
        }
    }
    let length = if rest.starts_with('*') { 1 } else { rest.find(|c| !is_of_name(c)).unwrap_or(rest.len()) };
    let (name, after) = rest.split_at(length);
    if name.is_empty() {
        return rest;
    }
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    match after.trim_start().strip_prefix("::") {
        // Not `::<`, which gives types to a function.
        Some(next) if next.trim_start().starts_with(|c| is_of_name(c) || c == '{' || c == '*') => {
            expand(next, &path, found)
        }
        _ => {
            found.push(path);
            after
        }
    }
}

/// Every name and number in the code, with what follows it.
fn names(code: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(is_of_name) {
        let length = rest[start..].find(|c| !is_of_name(c)).unwrap_or(rest.len() - start);
        let (name, after) = rest[start..].split_at(length);
        found.push((name, after));
        rest = after;
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The source without comments; characters in literals become `_`.
fn code(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let in_name = code.ends_with(is_of_name);
        let (length, literal) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = (!in_name).then(|| raw_string(rest)).flatten() {
            (length, true)
        } else if first == '"' {
            (quoted(rest, '"'), true)
        } else if first == '\'' && is_char(rest) {
            (quoted(rest, '\''), true)
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        if literal {
            code.push_str(&format!("\"{}\"", "_".repeat(length.saturating_sub(2))));
        } else {
            code.push(' ');
        }
        rest = &rest[length..];
    }
    code
}

/// Length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// Length of the raw string at the beginning, if one stands there.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
    })?;
    let n_hashes = text[prefix.len()..].find('"')?;
    let start = prefix.len() + n_hashes + 1;
    let close = format!("\"{}", "#".repeat(n_hashes));
    Some(text[start..].find(&close).map_or(text.len(), |end| start + end + close.len()))
}

/// Length of the literal in quotes at the beginning.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// Whether the apostrophe begins a character rather than a lifetime.
fn is_char(text: &str) -> bool {
    let mut after = text.chars().skip(1);
    after.next() == Some('\\') || after.next() == Some('\'')
}

/// The rules that a made-up source breaks, without its path.
fn broken(path: &str, body: &str) -> Vec<String> {
    let found = violations(path, &format!("//! Head.\n{body}"));
    found.iter().map(|rule| rule.strip_prefix(&format!("src/{path}: ")).unwrap().to_owned()).collect()
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let cases = [
        ("report/x.rs", "fn f() { dbg!(1); }", "calls `dbg!`"),
        ("report/x.rs", "fn f() { todo ! () }", "calls `todo!`"),
        ("report/x.rs", "fn f() { unimplemented!() }", "calls `unimplemented!`"),
        ("report/x.rs", "fn f() { eprintln!(\"x\") }", "calls `eprintln!`; only main.rs and cli/ print"),
        ("report/x.rs", "#[test]\n#[ ignore ]\nfn f() {}", "ignores a test without a reason"),
        ("report/x.rs", "#[ignore = \"\"]\nfn f() {}", "ignores a test without a reason"),
        ("report/x.rs", "use clap_complete::Shell;", "knows `clap_complete`, which only cli/ may"),
        ("cli/args.rs", "use indicatif::ProgressBar;", "knows `indicatif`, which only cli/progress.rs may"),
        (
            "text/words.rs",
            "use rust_stemmers::Stemmer;",
            "knows `rust_stemmers`, which only text/terms.rs may",
        ),
        (
            "events/score.rs",
            "fn f() -> linfa_nn::Foo {}",
            "knows `linfa_nn`, which only events/linkage.rs, events/blocks.rs may",
        ),
        (
            "reuse/join.rs",
            "use crate::{text::{Texts, Token as Word}, tfidf};",
            "imports `crate::tfidf`, which is not upstream of reuse",
        ),
        (
            "text/mod.rs",
            "fn f(of: &crate::reuse::Reuse) {}",
            "imports `crate::reuse::Reuse`, which is not upstream of text",
        ),
        (
            "events/x.rs",
            "use crate::{\n    units::{self, Span},\n    settings::Settings,\n};",
            "imports `crate::settings::Settings`, which is not upstream of events",
        ),
        ("text/mod.rs", "use super::report;", "climbs out of its stage with `super`; write `crate::`"),
        ("text/x.rs", "use super::super::report;", "climbs out of its stage with `super`; write `crate::`"),
        ("tfidf/x.rs", "use std::{fmt, fs::File};", "uses `std::fs::File`; a stage is a pure function"),
        ("tfidf/x.rs", "fn f() { std::env::var(NAME) }", "uses `std::env::var`; a stage is a pure function"),
        ("reuse/x.rs", "use std::time::Instant;", "uses `std::time::Instant`; a stage is a pure function"),
        (
            "reuse/x.rs",
            "use std::io::{self as io, Error};",
            "uses `std::io::self`; a stage is a pure function",
        ),
        (
            "events/x.rs",
            "fn f() { ::std::thread::spawn(g) }",
            "uses `std::thread::spawn`; a stage is a pure function",
        ),
    ];
    for (path, body, rule) in cases {
        assert_eq!(broken(path, body), [rule], "{path}: {body}");
    }
    assert_eq!(violations("a.rs", "use b::c;\n"), ["src/a.rs: does not begin with `//!`"]);
    let too_long = broken("a.rs", &"\n".repeat(LONGEST_FILE));
    assert_eq!(too_long, ["401 lines, more than 400"]);
}

#[test]
fn the_checker_leaves_the_rest_alone() {
    let cases = [
        (
            "report/x.rs",
            "// dbg!(1)\n/* todo!() /* clap */ linfa */ fn f() { g(\"println!\", r#\"\"dbg!()\"#, '\"') }",
        ),
        ("report/x.rs", "#[ignore = \"needs the dump\"]\nfn f<'a>(x: &'a str) -> bool { print != x }"),
        ("cli/x.rs", "fn f() { println!() }"),
        ("cli/x.rs", "use clap::Args;"),
        ("report/x.rs", "use std::fs; use crate::settings::Settings;"),
        ("tfidf/x.rs", "use std::{collections::HashMap, io::Error}; use crate::{text::Texts, units::Span};"),
        ("events/x.rs", "use crate::{reuse::*, tfidf::Rows, progress::Progress}; fn f(timed: u8) {}"),
        ("events/mod.rs", "pub(super) fn f() {}\n#[cfg(test)]\nmod tests { use super::*; }"),
        ("text/x.rs", "use super::Texts;\nconst TEXT: &str = \"use crate::report \\\" std::fs\";"),
        ("a.rs", &"\n".repeat(LONGEST_FILE - 1)),
    ];
    for (path, body) in cases {
        assert_eq!(broken(path, body), [""; 0], "{path}: {body}");
    }
}
