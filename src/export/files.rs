//! Files that appear all at once: written beside their places, renamed when all of them are whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    error::{Error, Result},
    run::{Overwrite, new_file},
};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// Files that are being written.
pub(crate) struct Pending {
    files: Vec<(PathBuf, NamedTempFile)>,
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
            pending.files.push((path.clone(), new_file(folder, &name).map_err(failed)?));
        }
        Ok(pending)
    }

    /// A handle to write to the file of that number.
    pub(crate) fn file(&self, index: usize) -> io::Result<File> {
        self.files[index].1.as_file().try_clone()
    }

    /// Where the file of that number is being written.
    #[cfg(feature = "sqlite")]
    pub(crate) fn place(&self, index: usize) -> &Path {
        self.files[index].1.path()
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
            let bytes = file.as_file().metadata().map_err(failed)?.len();
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
