//! The `retold` command: hands the command line to the library, prints the error if there is one, returns the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match retold::cli::run(std::env::args_os().collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.code())
        }
    }
}
