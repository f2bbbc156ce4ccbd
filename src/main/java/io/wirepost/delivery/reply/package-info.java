/** Which frame answers which request. */
@org.jspecify.annotations.NullMarked
package io.wirepost.delivery.reply;
