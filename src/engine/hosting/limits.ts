/** Numbers of hosting, each with its reason. */

/** Crashes that one request may live through: what kills the engine three times will do so a fourth time. */
export const crashesOfRequest = 3;

/** Starts in a row that never came as far as `ready` before the engine counts as broken. */
export const failedStarts = 3;

/** Milliseconds between two progress messages of a request: ten a second are as smooth as a reader can see. */
export const progressMs = 100;

/** Milliseconds until a library that could not be opened is tried again: waiting for a lock blocks for three seconds. */
export const reopenMs = 5000;

/** Times that a reading which was going on when its process was killed is taken up again by itself. */
export const takenUpAgain = 3;

/** Files that one drop of folders can bring: more are a mistake, and each is read from its first to its last page. */
export const filesAtOnce = 10_000;

/** Folders inside folders that are looked into. */
export const folderDepth = 24;
