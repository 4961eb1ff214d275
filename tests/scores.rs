//! The scores that a run keeps: equal to what was written to the last bit, refused when they are not whole or not its own,
//! and enough to make the run's events again, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod stories;

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use retold::{
    article::Corpus,
    events::{
        self, Edge, EventSettings, Relations,
        profiles::{Entry, Profiles, Strings},
    },
    input::{self, InputSettings},
    pipeline::{self, Analysis},
    progress::Silent,
    report::{self, events::Groups, lines},
    run::{Directory, KeptScores, Overwrite, Recorded, Scores, scores},
    settings::Settings,
    units::ArticleId,
};
use scores::Stamp;
use stories::generated;

fn strings(list: &[String]) -> Strings {
    let mut strings = Strings::default();
    for string in list {
        strings.buffer.push_str(string);
        strings.ends.push(strings.buffer.len() as u32);
    }
    strings
}

prop_compose! {
    /// Relations of any shape that the types allow, as no corpus would give them.
    fn relations()(n in 1_u32..40)(
        edges in prop::collection::vec((0..n, 0..n, any::<f32>(), 0.0..1.0_f32), 0..200),
        back in prop::collection::vec((0..n, 0..n), n as usize),
        surroundings in prop::collection::vec(prop::array::uniform3(0.0..1.0_f32), n as usize),
        profiles in prop::collection::vec(prop::collection::vec((0_u32..20, any::<u16>(), any::<u16>()), 0..9), n as usize),
        new_term in prop::collection::vec(any::<bool>(), 20),
        forms in prop::collection::vec(".{0,6}", 20),
        untitled in prop::collection::btree_set(0..n, 0..5),
        leads in prop::collection::vec(".{0,9}", 5),
    ) -> Relations {
        let article = |id: u32| ArticleId(id);
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for profile in &profiles {
            entries.extend(profile.iter().map(|&(form, weight, tfidf)| Entry { form, weight, tfidf }));
            starts.push(entries.len() as u32);
        }
        let mut term = 0;
        let term_of = new_term.iter().enumerate().map(|(form, &new)| {
            term += u32::from(new && form > 0);
            term
        }).collect();
        let edge = |&(a, b, similarity, score): &(u32, u32, f32, f32)| {
            Edge { a: article(a), b: article(b), similarity: if similarity.is_nan() { 0.5 } else { similarity }, score }
        };
        let earlier = |own: usize, id: u32| article(id.min(own as u32));
        Relations {
            edges: edges.iter().map(edge).collect(),
            duplicate_of: back.iter().enumerate().map(|(own, &(of, _))| Some(earlier(own, of)).filter(|of| of.index() != own)).collect(),
            text_of: back.iter().enumerate().map(|(own, &(_, of))| earlier(own, of)).collect(),
            surroundings,
            profiles: Profiles {
                starts,
                entries,
                term_of,
                forms: strings(&forms),
                n_text_terms: 7,
                leads: strings(&leads[..untitled.len()]),
                untitled: untitled.into_iter().map(ArticleId).collect(),
            },
        }
    }
}

/// The file of relations of articles `0`, `1`, ….
fn written(relations: &Relations) -> (Vec<u8>, Stamp) {
    let ids: Vec<String> = (0..relations.len()).map(|id| id.to_string()).collect();
    let stamp = Stamp::new(7, ids.iter().map(String::as_str));
    let mut bytes = Vec::new();
    scores::write(&mut bytes, Scores { relations, stamp }).unwrap();
    (bytes, stamp)
}

proptest! {
    #[test]
    fn scores_come_back_as_they_were(relations in relations()) {
        let (bytes, stamp) = written(&relations);
        prop_assert_eq!(scores::read(&bytes, stamp), Ok(relations));
    }

    #[test]
    fn no_damage_goes_unnoticed(relations in relations(), at in any::<prop::sample::Index>(), bit in 0..8_u32, cut in any::<prop::sample::Index>()) {
        let (bytes, stamp) = written(&relations);
        let mut flipped = bytes.clone();
        flipped[at.index(bytes.len())] ^= 1 << bit;
        prop_assert!(scores::read(&flipped, stamp).is_err());
        prop_assert!(scores::read(&bytes[..cut.index(bytes.len())], stamp).is_err());
    }
}

#[test]
fn what_is_wrong_is_said() {
    let relations = Relations {
        duplicate_of: vec![None],
        text_of: vec![ArticleId(0)],
        surroundings: vec![[0.0; 3]],
        profiles: Profiles { starts: vec![0, 0], ..Profiles::default() },
        ..Relations::default()
    };
    let (bytes, stamp) = written(&relations);
    let said = |bytes: &[u8], stamp| scores::read(bytes, stamp).unwrap_err();
    assert!(said(b"{}", stamp).contains("does not begin"));
    assert!(said(&bytes[..bytes.len() - 1], stamp).contains("checksum"));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert!(said(&newer, stamp).contains("version 9, and this program reads version 1"));
    assert!(said(&bytes, Stamp { settings: 8, ..stamp }).contains("other settings"));
    assert!(said(&bytes, Stamp::new(7, ["1"].into_iter())).contains("other articles"));
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

/// Writes a run of these inputs into the folder.
fn run(inputs: &[PathBuf], settings: &Settings, folder: &Path) -> (Corpus, Analysis) {
    let corpus = input::read(inputs, &InputSettings::default(), &Silent).unwrap();
    let analysis = pipeline::analyze(&corpus, settings, &Silent);
    let report = report::build(&corpus, &analysis, settings.report);
    let run = report::provenance::describe(&corpus, &analysis, &report, settings, Vec::new());
    let directory = Directory::prepare(folder, Overwrite::Refuse).unwrap();
    let scores = KeptScores::Made(Scores::new(&corpus, &analysis.relations, settings));
    directory.write(&report, scores, &Silent).unwrap();
    directory.complete(&run).unwrap();
    drop(report);
    (corpus, analysis)
}

#[test]
fn a_run_gives_its_events_again_without_its_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.jsonl");
    fs::write(&dump, generated().join("\n")).unwrap();
    for (name, input) in [("sample", sample()), ("generated", dump)] {
        let path = folder.path().join(name);
        let settings = Settings { events: EventSettings::new(0.4).unwrap(), ..Settings::default() };
        let (corpus, analysis) = run(&[input], &settings, &path);
        let recorded = Recorded::open(&path).unwrap();
        let again = recorded.corpus_without_texts().unwrap();
        let relations = recorded.relations(&again).unwrap();
        assert!(relations == analysis.relations && !relations.edges.is_empty(), "{name}");
        assert_eq!(again.outlets, corpus.outlets);
        for (article, other) in again.articles.iter().zip(&corpus.articles) {
            assert_eq!(
                (&article.id, article.outlet, &article.title),
                (&other.id, other.outlet, &other.title)
            );
            assert_eq!((article.published, article.source_row), (other.published, other.source_row));
        }
        let found = events::group(&again, &relations, &settings.events);
        assert_eq!(found.of, analysis.events.of);
        let groups = report::events::lines(&Groups::new(&again, &found));
        let bytes = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = Vec::new();
            write(&mut bytes);
            bytes
        };
        let file = |name: &str| fs::read(path.join(name)).unwrap();
        let found = bytes(&|out| lines::write_lines(out, &groups.events).unwrap());
        assert!(found == file("events.jsonl") && found.len() > 1000, "{name}");
        assert!(
            bytes(&|out| lines::write_lines(out, &groups.stories).unwrap()) == file("stories.jsonl"),
            "{name}"
        );
        let close = bytes(&|out| lines::write_lines(out, &groups.borderline).unwrap());
        assert!(close == file("borderline.jsonl") && !close.is_empty(), "{name}");
    }
}

#[test]
fn scores_of_another_run_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.jsonl");
    fs::write(&dump, generated()[..40].join("\n")).unwrap();
    let (mine, other) = (folder.path().join("mine"), folder.path().join("other"));
    run(&[sample()], &Settings::default(), &mine);
    run(&[dump], &Settings::default(), &other);
    let refused = |path: &Path| {
        let recorded = Recorded::open(path).unwrap();
        recorded.relations(&recorded.corpus_without_texts().unwrap()).unwrap_err().to_string()
    };
    fs::copy(other.join("scores.bin"), mine.join("scores.bin")).unwrap();
    assert!(
        refused(&mine).contains("other articles") && refused(&mine).contains("run `retold cluster` again")
    );
    fs::remove_file(mine.join("scores.bin")).unwrap();
    assert!(refused(&mine).contains("there is no `scores.bin` in it"), "{}", refused(&mine));
}
