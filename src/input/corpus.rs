//! Drafts from all files to the corpus: open dates decided, ids made unique, duplicates refused, everything in order.
//!
//! The order is (publication time, outlet name, id, content), undated articles last. It is total up to records that are
//! equal in all they say, so it does not depend on the files, and everything decided here follows it: of several
//! records with one id the first in this order keeps it.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::InputSettings;
use super::batch::Batch;
use super::completion;
use super::draft::Draft;
use super::tally::{Tally, counted};
use crate::article::{Article, Corpus, InputFile, Reject};
use crate::units::{OutletId, stable_id};

/// What one file gave.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) file: InputFile,
    pub(super) batch: Batch,
}

/// Makes the corpus; the number is that of articles left out because of their date.
pub(super) fn assemble(
    mut parts: Vec<Part>,
    settings: &InputSettings,
    mut warnings: Vec<String>,
) -> (Corpus, u64) {
    parts.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    let mut corpus = Corpus::default();
    let mut drafts = Vec::with_capacity(parts.iter().map(|part| part.batch.drafts.len()).sum());
    let mut tally = Tally::default();
    for (index, Part { file, batch }) in (0u32..).zip(parts) {
        let refusals = batch.refusals.into_iter().map(|refusal| Reject {
            file: file.path.clone(),
            row: refusal.place.row,
            byte: refusal.place.byte,
            reason: refusal.reason,
        });
        corpus.rejects.extend(refusals);
        drafts.extend(batch.drafts.into_iter().map(|draft| Draft { file: index, ..draft }));
        tally.merge(batch.tally);
        corpus.files.push(file);
    }
    warnings.extend(completion::complete(&mut drafts, &mut corpus, settings, &mut tally));
    warnings.extend(tally.warnings());
    warnings.extend(tally.decide_dates(&mut drafts));
    let left_out = leave_out(&mut drafts, settings);
    if left_out > 0 {
        warnings.push(format!("{} outside the time asked for: left out", counted(left_out, "article")));
    }
    name_nameless(&mut drafts);
    let mut drafts = sorted(drafts, canonical);
    let renamed = settle_ids(&mut drafts, &mut corpus);
    if renamed > 0 {
        let articles = counted(renamed, "article");
        warnings.push(format!("{articles} with the id of a different article: the id got a suffix"));
        drafts = sorted(drafts, canonical);
    }
    warnings.sort();
    corpus.warnings = warnings;
    corpus.rejects.sort();
    (corpus.outlets, corpus.articles) = number_outlets(drafts);
    let owner = |outlet: &str| settings.outlets.as_ref()?.owner(outlet).map(Box::from);
    corpus.owners = corpus.outlets.iter().map(|outlet| owner(outlet)).collect();
    (corpus, left_out)
}

/// The canonical order; the last two keys only decide which of several equal records is kept.
fn canonical(a: &Draft, b: &Draft) -> Ordering {
    let time = |draft: &Draft| draft.published.map_or((true, 0), |published| (false, published.seconds));
    time(a)
        .cmp(&time(b))
        .then_with(|| a.outlet.cmp(&b.outlet))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| a.content.cmp(&b.content))
        .then_with(|| (a.file, a.row).cmp(&(b.file, b.row)))
}

/// Sorts by way of positions, because drafts are large.
fn sorted(drafts: Vec<Draft>, order: impl Fn(&Draft, &Draft) -> Ordering + Sync) -> Vec<Draft> {
    let mut positions: Vec<usize> = (0..drafts.len()).collect();
    positions.par_sort_by(|a, b| order(&drafts[*a], &drafts[*b]));
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    positions.into_iter().filter_map(|position| drafts[position].take()).collect()
}

fn leave_out(drafts: &mut Vec<Draft>, settings: &InputSettings) -> u64 {
    let all = drafts.len();
    drafts.retain(|draft| {
        draft.published.is_none_or(|published| {
            settings.since.is_none_or(|since| published.seconds >= since)
                && settings.until.is_none_or(|until| published.seconds <= until)
        })
    });
    (all - drafts.len()) as u64
}

/// Gives an id to records without one: a hash of the address, or of what they say.
fn name_nameless(drafts: &mut [Draft]) {
    drafts.par_iter_mut().filter(|draft| draft.id.is_none()).for_each(|draft| {
        let hash = match &draft.url {
            Some(url) => xxh3_128(url.as_bytes()),
            None => {
                let text = draft.text.read();
                let parts = [draft.outlet.as_deref(), draft.title.as_deref(), Some(&text)];
                xxh3_128(parts.map(Option::unwrap_or_default).join("\0").as_bytes())
            }
        };
        draft.id = Some(stable_id("a", hash).into());
    });
}

/// Refuses records that repeat another, and renames those that only share its id; returns how many were renamed.
/// `drafts` are in canonical order and stay so, but for the new names.
fn settle_ids(drafts: &mut Vec<Draft>, corpus: &mut Corpus) -> u64 {
    let mut by_id: Vec<usize> = (0..drafts.len()).collect();
    by_id.par_sort_by(|a, b| drafts[*a].id.cmp(&drafts[*b].id).then(a.cmp(b)));
    let groups: Vec<&[usize]> =
        by_id.chunk_by(|a, b| drafts[*a].id == drafts[*b].id).filter(|group| group.len() > 1).collect();
    if groups.is_empty() {
        return 0;
    }
    let mut taken: HashSet<String> =
        drafts.iter().flat_map(|draft| draft.id.as_deref()).map(str::to_owned).collect();
    let mut is_duplicate = vec![false; drafts.len()];
    let mut names = Vec::new();
    for group in groups {
        let mut kept: HashMap<u128, usize> = HashMap::new();
        for &position in group {
            let draft = &drafts[position];
            if let Some(&first) = kept.get(&draft.content) {
                corpus.rejects.push(duplicate(draft, &drafts[first], &corpus.files));
                corpus.files[draft.file as usize].rejected += 1;
                is_duplicate[position] = true;
                continue;
            }
            if !kept.is_empty() {
                let name = free_name(draft, &taken);
                taken.insert(name.clone());
                names.push((position, name));
            }
            kept.insert(draft.content, position);
        }
    }
    let renamed = names.len() as u64;
    for (position, name) in names {
        drafts[position].id = Some(name.into());
    }
    let mut flags = is_duplicate.into_iter();
    drafts.retain(|_| !flags.next().unwrap_or_default());
    renamed
}

fn duplicate(draft: &Draft, first: &Draft, files: &[InputFile]) -> Reject {
    Reject {
        file: files[draft.file as usize].path.clone(),
        row: draft.row,
        byte: draft.byte,
        reason: format!("duplicate of {}:{}", files[first.file as usize].path, first.row),
    }
}

/// The id with a piece of the content's hash, as long as it takes to be new.
fn free_name(draft: &Draft, taken: &HashSet<String>) -> String {
    let id = draft.id.as_deref().unwrap_or_default();
    let hash = stable_id("", draft.content);
    let short = format!("{id}~{}", &hash[1..7]);
    if !taken.contains(&short) {
        return short;
    }
    let long = format!("{id}~{}", &hash[1..]);
    let numbered = (2u64..).map(|number| format!("{long}~{number}"));
    std::iter::once(long.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(long)
}

/// Numbers the outlets by name and finishes the articles.
fn number_outlets(drafts: Vec<Draft>) -> (Vec<Box<str>>, Vec<Article>) {
    let mut outlets: Vec<&str> = drafts.iter().filter_map(|draft| draft.outlet.as_deref()).collect();
    outlets.par_sort_unstable();
    outlets.dedup();
    let outlets: Vec<Box<str>> = outlets.into_iter().map(Into::into).collect();
    let articles = drafts
        .into_par_iter()
        .map(|draft| {
            let outlet = draft.outlet.and_then(|name| outlets.binary_search(&name).ok());
            Article {
                id: draft.id.unwrap_or_default().into(),
                outlet: outlet.map(|index| OutletId(index as u32)),
                title: draft.title,
                text: draft.text,
                text_is_snippet: draft.is_snippet,
                title_span: draft.title_span,
                published: draft.published,
                lang: draft.lang,
                url: draft.url,
                byline: draft.byline,
                source_file: draft.file,
                source_row: draft.row,
            }
        })
        .collect();
    (outlets, articles)
}
