// @ts-check
/** The table has been laid: every other page of this browser goes there too, so that none stays open behind it. */

const channel = new BroadcastChannel("samtalerum-table");
channel.postMessage("laid");
