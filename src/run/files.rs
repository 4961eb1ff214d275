//! Files that appear all at once: written beside their places, renamed when all of them are whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::{NamedTempFile, TempPath};

use super::Overwrite;
use crate::error::{Error, Result};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// What became of a request for files.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The files.
    pub files: Vec<Written>,
    /// What a person should know, one sentence each.
    pub notes: Vec<String>,
}

/// Files that are being written. None of them is held open: there may be more than a process can have.
pub(crate) struct Pending {
    files: Vec<(PathBuf, TempPath)>,
    /// Files of an earlier export that would contradict this one.
    stale: Vec<PathBuf>,
    /// A folder that was made for them.
    made: Option<PathBuf>,
}

impl Pending {
    /// Begins the files of these paths, which share a folder. `stale` are files that go when the others come.
    pub(crate) fn new(paths: &[PathBuf], stale: &[PathBuf], overwrite: Overwrite) -> Result<Self> {
        let present = paths.iter().chain(stale).find(|path| path.symlink_metadata().is_ok());
        if let (Some(path), Overwrite::Refuse) = (present, overwrite) {
            return Err(Error::FileExists { path: path.clone() });
        }
        let folder = match paths.first().and_then(|path| path.parent()) {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let is_new = !folder.exists();
        let failed = |source| Error::Write { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let mut pending =
            Self { files: Vec::new(), stale: stale.to_vec(), made: is_new.then(|| folder.to_owned()) };
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let file = new_file(folder, &name).map_err(failed)?;
            pending.files.push((path.clone(), file.into_temp_path()));
        }
        Ok(pending)
    }

    /// The file of that number, to be written.
    pub(crate) fn file(&self, index: usize) -> io::Result<File> {
        File::options().write(true).open(self.place(index))
    }

    /// Where the file of that number is being written.
    pub(crate) fn place(&self, index: usize) -> &Path {
        &self.files[index].1
    }

    /// Puts all files into their places.
    pub(crate) fn persist(mut self) -> Result<Vec<Written>> {
        self.made = None;
        for path in &self.stale {
            match fs::remove_file(path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Write { path: path.clone(), source });
                }
                _ => {}
            }
        }
        let mut written = Vec::new();
        for (path, file) in self.files.drain(..) {
            let failed = |source| Error::Write { path: path.clone(), source };
            let bytes = fs::metadata(&file).map_err(failed)?.len();
            file.persist(&path).map_err(|error| failed(error.error))?;
            written.push(Written { path, bytes });
        }
        Ok(written)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.files.clear();
        if let Some(folder) = &self.made {
            // A folder that others have put something into by now stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A file that goes away by itself unless it is renamed. Others may read it as far as the system's mask allows, which
/// temporary files otherwise forbid.
pub(crate) fn new_file(folder: &Path, name: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    let suffix = format!(".{name}.partial");
    builder.prefix(".").suffix(&suffix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
