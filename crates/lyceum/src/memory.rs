//! Makes the system's allocator give memory back.
//!
//! As it comes, glibc keeps what hashing one password (19 MiB) or a burst of uploads once needed, in an arena for every
//! thread. Three limits change that, at no cost in time: buffers of a chunk stay in the heap, what is larger goes back to
//! the system at once. glibc reads the limits only when a process begins, so the server begins once more with them.

use std::{env, ffi::OsStr};

/// What glibc is told; see `mallopt(3)`. An operator who sets one of these has the last word on all of them.
const LIMITS: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "4"),
    // Larger than any buffer of a chunk: those come and go all the time.
    ("MALLOC_MMAP_THRESHOLD_", "4194304"),
    ("MALLOC_TRIM_THRESHOLD_", "8388608"),
];

/// Begins this process once more with the limits set: same program, same arguments, same process id. Does nothing when
/// they are set already, or where the allocator is another one; when it cannot be done, the server runs as it is.
pub fn settle() {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || LIMITS.iter().any(|(name, _)| env::var_os(name).is_some())
    {
        return;
    }
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_else(|| OsStr::new("lyceum").to_owned());
    if let Ok(program) = env::current_exe() {
        begin_again(program.as_os_str(), &name, arguments.collect());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "exec replaces this process; it starts no other"
)]
fn begin_again(program: &OsStr, name: &OsStr, arguments: Vec<std::ffi::OsString>) {
    use std::os::unix::process::CommandExt;
    // Comes back only when it failed, and then nothing is lost but some memory.
    let _ = std::process::Command::new(program)
        .arg0(name)
        .args(arguments)
        .envs(LIMITS)
        .exec();
}
