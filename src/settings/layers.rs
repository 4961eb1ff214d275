//! What wins: flags over the environment over a settings file over defaults. The only place where a default enters.

use std::{num::NonZeroUsize, path::PathBuf};

use jiff::Timestamp;

use super::{Settings, dates, decimal, preset::Preset};
use crate::{
    error::Result,
    events::EventSettings,
    input::{self, Field, InputSettings, outlets::Outlets, path_pattern::PathPattern, sidecar::Sidecar},
    nearest,
    origin::agencies::Agencies,
    report::{ReportSettings, TextMode},
    reuse::ReuseSettings,
};

/// Keys with their values in TOML, where there are any.
pub type Values = Vec<(&'static str, Option<String>)>;

/// Settings as somebody typed them, on a command line or in a file: nothing that was not asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// Settings chosen together; what they are counts below, see [`super::origins`].
    pub preset: Option<Preset>,
    /// Columns to use for a field.
    pub map: Vec<(Field, String)>,
    /// Tables that say more about the articles.
    pub meta: Vec<PathBuf>,
    /// What paths say about the articles.
    pub path_pattern: Vec<PathPattern>,
    /// A list of outlets.
    pub outlets: Option<PathBuf>,
    /// The first second from which articles are taken.
    pub since: Option<i64>,
    /// The last one.
    pub until: Option<i64>,
    /// Records to read at most.
    pub limit: Option<u64>,
    /// Whether refused records make the run fail.
    pub strict: Option<bool>,
    /// How alike paragraphs must be.
    pub reuse_threshold: Option<f64>,
    /// A list of agencies.
    pub agencies: Option<PathBuf>,
    /// How alike articles of one event must be.
    pub cut: Option<f32>,
    /// Whether verified pairs are listed.
    pub pairs: Option<bool>,
    /// How much of passages' text is written.
    pub text: Option<TextMode>,
    /// Worker threads.
    pub threads: Option<NonZeroUsize>,
}

impl Typed {
    /// These settings, and where they say nothing the others. Columns count field by field.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let mut map = self.map;
        let mapped: Vec<Field> = map.iter().map(|(field, _)| *field).collect();
        map.extend(other.map.into_iter().filter(|(field, _)| !mapped.contains(field)));
        Self {
            preset: self.preset.or(other.preset),
            map,
            meta: if self.meta.is_empty() { other.meta } else { self.meta },
            path_pattern: if self.path_pattern.is_empty() { other.path_pattern } else { self.path_pattern },
            outlets: self.outlets.or(other.outlets),
            since: self.since.or(other.since),
            until: self.until.or(other.until),
            limit: self.limit.or(other.limit),
            strict: self.strict.or(other.strict),
            reuse_threshold: self.reuse_threshold.or(other.reuse_threshold),
            agencies: self.agencies.or(other.agencies),
            cut: self.cut.or(other.cut),
            pairs: self.pairs.or(other.pairs),
            text: self.text.or(other.text),
            threads: self.threads.or(other.threads),
        }
    }

    /// Checked settings, with defaults for what nobody asked for; reads the list of agencies.
    ///
    /// # Errors
    /// When a value makes no sense, or the list of agencies cannot be read.
    pub fn settle(&self) -> Result<Settings> {
        dates::check_order(self.since, self.until)?;
        let (map, since, until, limit) = (self.map.clone(), self.since, self.until, self.limit);
        let pairs = self.pairs.unwrap_or(false);
        Ok(Settings {
            input: InputSettings { map, since, until, limit, ..self.aids()? },
            reuse: ReuseSettings::new(self.reuse_threshold.unwrap_or(ReuseSettings::THRESHOLD), pairs)?,
            agencies: match &self.agencies {
                Some(path) => input::agencies::read(path)?,
                None => Agencies::built_in(),
            },
            events: EventSettings::new(self.cut.unwrap_or(EventSettings::CUT))?,
            report: ReportSettings { text: self.text.unwrap_or(TextMode::Snippets), pairs },
        })
    }

    /// The files and patterns that say more about the articles.
    fn aids(&self) -> Result<InputSettings> {
        Ok(InputSettings {
            meta: self.meta.iter().map(|path| Sidecar::read(path, &self.map)).collect::<Result<_>>()?,
            path_patterns: self.path_pattern.clone(),
            outlets: self.outlets.as_deref().map(Outlets::read).transpose()?,
            ..InputSettings::default()
        })
    }

    /// What counts where nobody says anything. There are as many threads as cores.
    #[must_use]
    pub fn defaults() -> Self {
        Self {
            strict: Some(false),
            reuse_threshold: Some(ReuseSettings::THRESHOLD),
            cut: Some(EventSettings::CUT),
            pairs: Some(false),
            text: Some(TextMode::Snippets),
            ..Self::default()
        }
    }

    /// Every key of [`super::file::KEYS`], with its value in TOML where there is one.
    #[must_use]
    pub fn values(&self) -> Values {
        let moment = |second: Option<i64>| {
            second
                .and_then(|second| Timestamp::from_second(second).ok())
                .map(|moment| quoted(&moment.to_string()))
        };
        let list = |typed: Vec<String>| {
            let quoted: Vec<String> = typed.iter().map(|typed| quoted(typed)).collect();
            (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
        };
        let columns = self.map.iter().map(|(field, column)| format!("{}={column}", field.name())).collect();
        vec![
            ("preset", self.preset.map(|preset| quoted(preset.name()))),
            ("map", list(columns)),
            ("meta", list(self.meta.iter().map(|path| path.to_string_lossy().into_owned()).collect())),
            (
                "path_pattern",
                list(self.path_pattern.iter().map(|pattern| pattern.typed().to_owned()).collect()),
            ),
            ("outlets", self.outlets.as_ref().map(|path| quoted(&path.to_string_lossy()))),
            ("since", moment(self.since)),
            ("until", moment(self.until)),
            ("limit", self.limit.map(|limit| limit.to_string())),
            ("strict", self.strict.map(|strict| strict.to_string())),
            ("reuse_threshold", self.reuse_threshold.map(|threshold| threshold.to_string())),
            ("agencies", self.agencies.as_ref().map(|path| quoted(&path.to_string_lossy()))),
            ("cut", self.cut.map(|cut| decimal(cut).to_string())),
            ("pairs", self.pairs.map(|pairs| pairs.to_string())),
            ("text", self.text.map(|text| quoted(text.name()))),
            ("threads", self.threads.map(|threads| threads.to_string())),
        ]
    }

    /// Whether refused records make the run fail.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.strict.unwrap_or(false)
    }
}

/// A string of TOML. JSON has the same escapes, and leaves one control character to us.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007f")
}

/// A column for a field as it is typed, such as `date=pubDate`.
///
/// # Errors
/// What would be accepted.
pub fn mapped(typed: &str) -> Result<(Field, String), String> {
    let (field, column) = typed.split_once('=').ok_or("expected FIELD=COLUMN, such as date=pubDate")?;
    let column = column.trim();
    if column.is_empty() {
        return Err("the column has no name".to_owned());
    }
    Ok((self::field(field.trim())?, column.to_owned()))
}

/// A field by its name.
///
/// # Errors
/// The names that there are.
pub fn field(name: &str) -> Result<Field, String> {
    let names = Field::ALL.map(Field::name);
    Field::from_name(name).ok_or_else(|| match nearest::advice(name, names.into_iter()) {
        Some(advice) => format!("no field `{name}`; {advice}"),
        None => format!("no field `{name}`; there are {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_first_wins_and_nothing_else_is_lost() {
        let column = |field, column: &str| (field, column.to_owned());
        let flags = Typed {
            map: vec![column(Field::Date, "day")],
            cut: Some(0.5),
            strict: Some(true),
            ..Typed::default()
        };
        let file = Typed {
            map: vec![column(Field::Date, "when"), column(Field::Title, "head")],
            cut: Some(0.6),
            limit: Some(7),
            pairs: Some(true),
            ..Typed::default()
        };
        let both = flags.clone().over(file);
        assert_eq!(both.map, [column(Field::Date, "day"), column(Field::Title, "head")]);
        assert_eq!((both.cut, both.limit, both.is_strict()), (Some(0.5), Some(7), true));
        let settings = both.settle().unwrap();
        assert_eq!((settings.events.cut(), settings.report.pairs), (0.5, true));
        assert_eq!(settings.reuse.threshold(), ReuseSettings::THRESHOLD);
        assert_eq!(Typed::default().settle().unwrap(), Settings::default());
    }

    #[test]
    fn columns_are_typed_with_a_field_that_exists() {
        assert_eq!(mapped(" date = pubDate"), Ok((Field::Date, "pubDate".to_owned())));
        assert!(mapped("date").unwrap_err().contains("FIELD=COLUMN"));
        assert!(mapped("date= ").unwrap_err().contains("no name"));
        assert!(mapped("dte=x").unwrap_err().contains("did you mean `date`?"));
        assert!(mapped("weather=x").unwrap_err().contains("there are text, title"));
    }
}
