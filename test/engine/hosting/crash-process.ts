/* An engine that never comes as far as to say anything. */
process.exit(3);
