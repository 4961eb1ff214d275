//! `retold completions` and `retold man`.

use clap::Args;
use clap_complete::Shell;

use super::{Failure, Outcome, help, print};
use crate::nearest;

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// The command; without it, the page of `retold` itself
    command: Option<String>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(), "retold", &mut script);
    print(|out| out.write_all(&script))
}

pub(super) fn man(args: &ManArgs) -> Outcome {
    let mut command = help::command();
    command.build();
    if let Some(name) = &args.command {
        let known: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        command = match command.find_subcommand(name) {
            Some(verb) => verb.clone(),
            None => {
                let advice = nearest::advice(name, known.iter().map(String::as_str));
                let advice = advice.unwrap_or_else(|| format!("there are {}", known.join(", ")));
                return Err(Failure::Usage(format!("no command `{name}`; {advice}")));
            }
        };
    }
    let mut page = Vec::new();
    // A vector takes everything.
    let _ = clap_mangen::Man::new(command).render(&mut page);
    // What stands below the options is examples first of all, and people look for them by that name.
    let page = String::from_utf8_lossy(&page).replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n.nf\n");
    print(|out| out.write_all(page.as_bytes()))
}

#[cfg(test)]
mod tests {
    use clap::{Command, ValueEnum};

    use super::*;

    #[test]
    fn completions_know_every_command_and_option() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut help::command(), "retold", &mut script);
            let script = String::from_utf8(script).unwrap();
            let command = help::command();
            for verb in command.get_subcommands() {
                assert!(script.contains(verb.get_name()), "{shell}: {}", verb.get_name());
                for option in verb.get_arguments().filter_map(clap::Arg::get_long) {
                    let is_known = match shell {
                        Shell::Fish => script.contains(&format!("-l {option}")),
                        _ => script.contains(&format!("--{option}")),
                    };
                    assert!(is_known, "{shell}: {} --{option}", verb.get_name());
                }
            }
        }
    }

    #[test]
    fn every_manual_page_has_examples() {
        let command = help::command();
        for verb in command.get_subcommands().map(Command::get_name) {
            if ["schema", "completions", "man", "demo"].contains(&verb) {
                continue;
            }
            let verb = command.find_subcommand(verb).unwrap();
            let help = verb
                .get_after_long_help()
                .or(verb.get_after_help())
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.starts_with("Examples:"), "{}: {help}", verb.get_name());
        }
    }
}
