//! What records do not say themselves: paths, tables beside the articles, and the list of outlets say it.
//!
//! In this order: patterns of paths, tables (`--meta`), folders, and last the list of outlets, which gives names that came from
//! anywhere their one form. A record that has neither text nor title after all that is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::draft::{Draft, NOTHING_TO_READ, content_hash, set_date};
use super::fields::{Field, Role};
use super::formats::PLAIN;
use super::path_pattern::PathPattern;
use super::tally::{Tally, counted};
use super::{InputSettings, dates, host, language};
use crate::article::{Corpus, DateSource, InputFile, Reject};

/// Completes the drafts of the corpus's files; gives what a person should know.
pub(super) fn complete(
    drafts: &mut Vec<Draft>,
    corpus: &mut Corpus,
    settings: &InputSettings,
    tally: &mut Tally,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if !settings.path_patterns.is_empty() {
        warnings.extend(from_paths(drafts, &mut corpus.files, &settings.path_patterns, tally));
    }
    for sidecar in &settings.meta {
        warnings.extend(sidecar.join(drafts, &corpus.files, tally));
    }
    warnings.extend(from_folders(drafts, &mut corpus.files));
    refuse_empty(drafts, corpus);
    if let Some(list) = &settings.outlets {
        for draft in drafts.iter_mut() {
            if let Some(outlet) = list.outlet(draft.outlet.as_deref(), draft.url.as_deref())
                && draft.outlet.as_deref() != Some(outlet)
            {
                draft.outlet = Some(outlet.into());
                draft.content = content_hash(draft);
            }
        }
    }
    warnings
}

/// Fills what records lack; where a file is one plain text, its path knows better than what was guessed from the text.
fn from_paths(
    drafts: &mut [Draft],
    files: &mut [InputFile],
    patterns: &[PathPattern],
    tally: &mut Tally,
) -> Option<String> {
    let found: Vec<Option<Vec<(Field, String)>>> =
        files.iter().map(|file| patterns.iter().find_map(|pattern| pattern.fields(&file.path))).collect();
    for draft in drafts.iter_mut() {
        let Some(fields) = &found[draft.file as usize] else { continue };
        let beats = files[draft.file as usize].format.starts_with(PLAIN);
        for (field, value) in fields {
            if fill(draft, *field, value, beats, tally) {
                let mapping = &mut files[draft.file as usize].mapping;
                count(mapping, *field, "path");
            }
        }
        draft.content = content_hash(draft);
    }
    let unmatched = found.iter().filter(|found| found.is_none()).count() as u64;
    let example = files.iter().zip(&found).find(|(_, found)| found.is_none());
    example.map(|(file, _)| {
        format!("{} like no `--path-pattern`, such as `{}`", counted(unmatched, "path"), file.path)
    })
}

fn count(mapping: &mut Vec<(String, String, u64)>, field: Field, column: &str) {
    match mapping.iter_mut().find(|(name, of, _)| name == field.name() && of == column) {
        Some((.., count)) => *count += 1,
        None => mapping.push((field.name().to_owned(), column.to_owned(), 1)),
    }
    mapping.sort();
}

fn fill(draft: &mut Draft, field: Field, value: &str, beats: bool, tally: &mut Tally) -> bool {
    let spaced = || value.replace('_', " ").trim().into();
    let (place, value): (&mut Option<Box<str>>, Option<Box<str>>) = match field {
        Field::Date => {
            let is_open = draft.published.is_none() && draft.open_date.is_none();
            let reading = dates::read(value).ok().filter(|_| is_open || beats);
            if let Some(reading) = reading {
                set_date(draft, reading, Role::Time(DateSource::Published), "path", tally);
            }
            return reading.is_some();
        }
        Field::Text => return false,
        Field::Title => (&mut draft.title, Some(spaced())),
        Field::Outlet => (&mut draft.outlet, Some(host::outlet(&value.replace('_', " ")))),
        Field::Url => (&mut draft.url, Some(value.into())),
        Field::Id => (&mut draft.id, Some(value.into())),
        Field::Lang => (&mut draft.lang, language::code(value)),
        Field::Byline => (&mut draft.byline, Some(spaced())),
    };
    let is_filled = value.is_some() && (place.is_none() || beats);
    if is_filled {
        *place = value;
    }
    is_filled
}

/// Plain texts in folders side by side: each folder is an outlet, unless something says otherwise.
fn from_folders(drafts: &mut [Draft], files: &mut [InputFile]) -> Option<String> {
    let nameless: BTreeMap<u32, &str> = drafts
        .iter()
        .filter(|draft| draft.outlet.is_none() && files[draft.file as usize].format.starts_with(PLAIN))
        .map(|draft| (draft.file, files[draft.file as usize].path.as_str()))
        .collect();
    let folders: Vec<&Path> = nameless.values().filter_map(|path| Path::new(path).parent()).collect();
    let above: BTreeSet<Option<&Path>> = folders.iter().map(|folder| folder.parent()).collect();
    let distinct: BTreeSet<&Path> = folders.into_iter().collect();
    let is_name = |folder: &&Path| {
        let name = folder.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        name.chars().any(char::is_alphabetic) && dates::read(&name).is_err()
    };
    if above.len() != 1 || distinct.len() < 2 || !distinct.iter().all(is_name) {
        return None;
    }
    let names: BTreeMap<u32, Box<str>> = nameless
        .iter()
        .filter_map(|(file, path)| {
            let name = Path::new(path).parent()?.file_name()?.to_string_lossy();
            Some((*file, host::outlet(&name.replace('_', " "))))
        })
        .collect();
    let mut named = 0;
    for draft in drafts.iter_mut() {
        if let Some(name) = names.get(&draft.file) {
            draft.outlet = Some(name.clone());
            draft.content = content_hash(draft);
            count(&mut files[draft.file as usize].mapping, Field::Outlet, "folder");
            named += 1;
        }
    }
    Some(format!("the outlets of {} are the names of their folders", counted(named, "text")))
}

fn refuse_empty(drafts: &mut Vec<Draft>, corpus: &mut Corpus) {
    drafts.retain(|draft| {
        let is_empty = draft.title.is_none() && draft.text.is_empty();
        if is_empty {
            let file = &mut corpus.files[draft.file as usize];
            file.rejected += 1;
            corpus.rejects.push(Reject {
                file: file.path.clone(),
                row: draft.row,
                byte: draft.byte,
                reason: NOTHING_TO_READ.to_owned(),
            });
        }
        !is_empty
    });
}
