//! What standard output can show: colours and width.

use std::{env, io::IsTerminal, path::Path};

use supports_hyperlinks::Stream;

use super::{args::ColorChoice, environment};
use crate::report::terminal::{View, link};

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Cells of a line on it, as far as lines can be read.
pub(super) fn width() -> usize {
    view(ColorChoice::Never).width
}

/// The view for standard output.
pub(super) fn view(choice: ColorChoice) -> View {
    let choice = environment::COLOR.get().copied().unwrap_or(choice);
    let is_terminal = std::io::stdout().is_terminal();
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    View::new(measured.or(columns).unwrap_or(80), color(choice, is_terminal, &|name| env::var(name).ok()))
        .with_links(links(choice, Stream::Stdout))
        .with_charts(is_terminal)
}

/// Whether links are written: to a terminal that is known to follow them, unless somebody wants plain text.
fn links(choice: ColorChoice, stream: Stream) -> bool {
    let is_plain = choice == ColorChoice::Never
        || env::var("NO_COLOR").is_ok_and(|value| !value.is_empty())
        || env::var("TERM").is_ok_and(|value| value == "dumb");
    !is_plain && supports_hyperlinks::on(stream)
}

/// The path as a line of standard error shows it: harmless, and with a link where the terminal can follow it.
pub(super) fn path(path: &Path, choice: ColorChoice) -> String {
    let choice = environment::COLOR.get().copied().unwrap_or(choice);
    let shown = super::one_line(&path.display().to_string());
    if !links(choice, Stream::Stderr) {
        return shown;
    }
    let absolute = path.canonicalize().ok();
    let url = absolute.as_deref().and_then(Path::to_str).map(|path| {
        // Characters that mean something else in an address; the rest is seen to where the link is made.
        let path = path.replace('%', "%25").replace(' ', "%20").replace('?', "%3F").replace('#', "%23");
        format!("file://{path}")
    });
    url.and_then(|url| link::address(&url))
        .map_or_else(|| shown.clone(), |address| link::linked(&shown, &address))
}

/// Whether colours are used, by the conventions of `NO_COLOR` and `CLICOLOR`.
fn color(choice: ColorChoice, is_terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto
            if variable("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") =>
        {
            true
        }
        ColorChoice::Auto => {
            is_terminal
                && variable("TERM").as_deref() != Some("dumb")
                && variable("CLICOLOR").as_deref() != Some("0")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(is_terminal: bool, set: &[(&str, &str)]) -> bool {
        color(ColorChoice::Auto, is_terminal, &|name| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn conventions_are_honoured() {
        assert!(auto(true, &[]) && !auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1")]) && auto(true, &[("NO_COLOR", "")]));
        assert!(!auto(true, &[("CLICOLOR", "0")]) && !auto(true, &[("TERM", "dumb")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]) && !auto(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!auto(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(color(ColorChoice::Always, false, &|_| Some("1".to_owned())));
    }
}
