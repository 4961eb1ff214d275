//! A settings file: TOML whose keys are the long options of `retold cluster`, with `_` for `-`.
//!
//! What it says counts as if it were typed, where nothing is typed. Dates are strings as they are typed, or dates of TOML;
//! `map` is a table of fields and columns, or a list as typed (`["date=pubDate"]`); files that it names are
//! looked for beside it. A key that is not known and a value that makes no sense are errors that name file, line and key.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::{
    dates,
    entry::{Entry, Source},
    layers::Typed,
};
use crate::{
    error::{Error, Result},
    events::EventSettings,
    input::path_pattern::PathPattern,
    nearest,
    reuse::ReuseSettings,
};

/// All keys.
pub const KEYS: [&str; 15] = [
    "preset",
    "map",
    "meta",
    "path_pattern",
    "outlets",
    "since",
    "until",
    "limit",
    "strict",
    "reuse_threshold",
    "agencies",
    "cut",
    "pairs",
    "text",
    "threads",
];

/// Options that say where to and how loud, which is for the command line alone.
pub const TYPED_ONLY: [&str; 12] = [
    "config",
    "print_config",
    "dry_run",
    "output",
    "resume",
    "force",
    "json",
    "quiet",
    "verbose",
    "color",
    "memory",
    "tmpdir",
];

/// Reads a settings file.
///
/// # Errors
/// When it cannot be read, or something in it is not understood.
pub fn read(path: &Path) -> Result<Typed> {
    read_with_lines(path).map(|(typed, _)| typed)
}

/// Reads a settings file, and the line of each key.
///
/// # Errors
/// As [`read`].
pub fn read_with_lines(path: &Path) -> Result<(Typed, BTreeMap<String, usize>)> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let refused = |detail| Error::Malformed { path: path.to_owned(), expected: "a settings file", detail };
    let (mut typed, lines) = parse(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(refused)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    typed.agencies = typed.agencies.map(|list| folder.join(list));
    typed.outlets = typed.outlets.map(|list| folder.join(list));
    typed.meta.iter_mut().for_each(|table| *table = folder.join(&*table));
    Ok((typed, lines))
}

/// Takes one setting as it stands in a variable: plain words, without the quotes of TOML; columns with `,` between them.
///
/// # Errors
/// What is wrong with it, by the name of the variable.
pub fn take_word(typed: &mut Typed, key: &str, variable: &str, word: &str) -> Result<(), String> {
    let value = DeValue::String(word.into());
    take(
        typed,
        &Entry { text: word, key, value: &value, place: 0..word.len(), source: Source::Variable(variable) },
    )
}

/// Reads the text of a settings file, and the line of each key.
///
/// # Errors
/// What is not understood, with its line.
pub fn parse(text: &str) -> Result<(Typed, BTreeMap<String, usize>), String> {
    let line = |byte: usize| text[..byte.min(text.len())].matches('\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| {
        format!("line {}: {}", line(error.span().map_or(0, |span| span.start)), error.message())
    })?;
    let mut entries: Vec<Entry> = table
        .get_ref()
        .iter()
        .map(|(key, value)| Entry {
            text,
            key: key.get_ref(),
            value: value.get_ref(),
            place: value.span(),
            source: Source::Line(line(key.span().start)),
        })
        .collect();
    entries.sort_by_key(Entry::line);
    let mut typed = Typed::default();
    entries.iter().try_for_each(|entry| take(&mut typed, entry))?;
    Ok((typed, entries.iter().map(|entry| (entry.key.to_owned(), entry.line())).collect()))
}

fn take(typed: &mut Typed, entry: &Entry) -> Result<(), String> {
    match entry.key {
        "preset" => typed.preset = Some(entry.preset()?),
        "map" => typed.map = entry.map()?,
        "meta" => {
            typed.meta = entry
                .strings("the name of a file, or a list of them")?
                .into_iter()
                .map(PathBuf::from)
                .collect()
        }
        "path_pattern" => {
            let expected = "a pattern, such as \"{outlet}/{date}-*.txt\", or a list of them";
            let patterns = entry.strings(expected)?.into_iter().map(|typed| PathPattern::parse(&typed));
            let at = |problem: String| entry.at(&format!("`path_pattern`: {problem}"));
            typed.path_pattern = patterns.collect::<Result<_, _>>().map_err(at)?;
        }
        "outlets" => typed.outlets = Some(entry.string("the name of a file")?.into()),
        "since" => typed.since = Some(entry.date(dates::since)?),
        "until" => typed.until = Some(entry.date(dates::until)?),
        "limit" => typed.limit = Some(entry.count()?),
        "strict" => typed.strict = Some(entry.truth()?),
        "reuse_threshold" => {
            let threshold = entry.number()?;
            entry.checked(ReuseSettings::new(threshold, false))?;
            typed.reuse_threshold = Some(threshold);
        }
        "agencies" => typed.agencies = Some(entry.string("the name of a file")?.into()),
        "cut" => {
            let cut = entry.number()? as f32;
            entry.checked(EventSettings::new(cut))?;
            typed.cut = Some(cut);
        }
        "pairs" => typed.pairs = Some(entry.truth()?),
        "text" => typed.text = Some(entry.text_mode()?),
        "threads" => typed.threads = usize::try_from(entry.count()?).ok().and_then(NonZeroUsize::new),
        key if TYPED_ONLY.contains(&key) => {
            let option = key.replace('_', "-");
            return Err(entry.at(&format!("`{key}` is for the command line only: `--{option}`")));
        }
        key => {
            let advice = nearest::advice(&key.replace('-', "_"), KEYS.into_iter());
            let advice = advice.unwrap_or_else(|| format!("there are {}", KEYS.join(", ")));
            return Err(entry.at(&format!("no setting `{key}`; {advice}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{input::Field, report::TextMode, settings::preset::Preset};

    #[test]
    fn every_key_is_understood() {
        let text = "# mine\npreset = \"reuse\"\nmap = { date = \"pubDate\", title = [\"head\", \"kicker\"] }\nmeta = \"more.csv\"\n\
            path_pattern = [\"{outlet}/*.txt\"]\noutlets = \"outlets.csv\"\nsince = 1970-01-02\n\
            until = \"1970\"\nlimit = 1_000\nstrict = true\nreuse_threshold = 1\nagencies = \"mine.toml\"\ncut = 0.51\n\
            pairs = false\ntext = \"none\"\nthreads = 2\n";
        let column = |field, column: &str| (field, column.to_owned());
        let expected = Typed {
            preset: Some(Preset::Reuse),
            map: vec![
                column(Field::Date, "pubDate"),
                column(Field::Title, "head"),
                column(Field::Title, "kicker"),
            ],
            meta: vec!["more.csv".into()],
            path_pattern: vec![PathPattern::parse("{outlet}/*.txt").unwrap()],
            outlets: Some("outlets.csv".into()),
            since: Some(86_400),
            until: Some(365 * 86_400 - 1),
            limit: Some(1000),
            strict: Some(true),
            reuse_threshold: Some(1.0),
            agencies: Some("mine.toml".into()),
            cut: Some(0.51),
            pairs: Some(false),
            text: Some(TextMode::None),
            threads: NonZeroUsize::new(2),
        };
        let (typed, lines) = parse(text).unwrap();
        assert_eq!((typed, lines["preset"], lines["threads"]), (expected, 2, 16));
        let keys: Vec<&str> = Typed::default().values().iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, KEYS);
        for key in KEYS {
            assert!(text.contains(&format!("\n{key} = ")), "{key}");
        }
        assert_eq!(parse("").unwrap().0, Typed::default());
        assert_eq!(parse("since = 1970").unwrap().0.since, Some(0));
        let (listed, _) = parse("[map]\ndate = \"d\"\n").unwrap();
        assert_eq!(listed, parse("map = [\"date=d\"]").unwrap().0);
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        for (text, expected) in [
            ("\ncutt = 0.5", "line 2: no setting `cutt`; did you mean `cut`?"),
            (
                "reuse-threshold = 0.5",
                "line 1: no setting `reuse-threshold`; did you mean `reuse_threshold`?",
            ),
            ("verbosity = 3", "line 1: no setting `verbosity`; there are preset, map"),
            ("output = \"x\"", "line 1: `output` is for the command line only: `--output`"),
            ("# x\ncut = \"high\"", "line 2: `cut` is \"high\", expected a number"),
            ("cut = 1.5", "line 1: `cut` is 1.5, expected a number between 0 and 1"),
            ("cut = nan", "line 1: `cut` is nan, expected a number between 0 and 1"),
            ("reuse_threshold = 0.1", "line 1: `reuse_threshold` is 0.1, expected a number from 0.3 to 1"),
            ("limit = 0", "line 1: `limit` is 0, expected a whole number from 1"),
            ("threads = -1", "line 1: `threads` is -1, expected a whole number from 1"),
            ("strict = 1", "line 1: `strict` is 1, expected true or false"),
            ("text = \"all\"", "line 1: `text` is \"all\", expected \"none\", \"snippets\" or \"full\""),
            ("since = \"soon\"", "line 1: `since` is \"soon\", expected a date such as 2025"),
            ("agencies = 3", "line 1: `agencies` is 3, expected the name of a file"),
            ("map = { dte = \"x\" }", "line 1: `map`: no field `dte`; did you mean `date`?"),
            ("map = [\"date\"]", "line 1: `map`: expected FIELD=COLUMN"),
            ("map = 3", "line 1: `map` is 3, expected columns by field"),
            ("cut = 0.5\ncut = 0.6", "line 2: duplicate key"),
            ("cut 0.5", "line 1: "),
            ("pairs = true\nlimit = 0\ncutt = 1", "line 2: `limit`"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }
}
