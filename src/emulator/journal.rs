//! Keeps the emulator's state in a folder, so that a demo can be killed and started again.
//!
//! Invariant: the file is always a whole state; a kill at any moment leaves the old one or the new one.

use std::io;
use std::path::{Path, PathBuf};

use super::state::{State, VERSION};

pub(super) struct Journal {
    file: PathBuf,
    part: PathBuf,
}

impl Journal {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { file: folder.join("telegram.json"), part: folder.join("telegram.json.part") })
    }

    /// What was kept, if anything; a state of another version is not read.
    pub(super) fn load(&self) -> io::Result<Option<State>> {
        let bytes = match std::fs::read(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let state: State = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
        if state.version != VERSION {
            return Err(io::Error::other(format!("version {} of the state is not `{VERSION}`", state.version)));
        }
        Ok(Some(state))
    }

    /// Replaces what was kept. It outlives a kill of the program, not a power cut, which a demo can do without.
    pub(super) fn save(&self, state: &State) -> io::Result<()> {
        std::fs::write(&self.part, serde_json::to_vec(state).map_err(io::Error::other)?)?;
        std::fs::rename(&self.part, &self.file)
    }
}
