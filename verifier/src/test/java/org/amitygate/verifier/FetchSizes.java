package org.amitygate.verifier;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;

/** A connection that tells how many rows of each table are asked for at a time. */
final class FetchSizes {

  private FetchSizes() {}

  /**
   * @param sizes takes them, by the name of the table
   */
  static Connection of(Connection connection, Map<String, Integer> sizes) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object answer = call(method, connection, arguments);
          return answer instanceof PreparedStatement statement
              ? statement(statement, table(String.valueOf(arguments[0])), sizes)
              : answer;
        });
  }

  private static String table(String sql) {
    return sql.replaceFirst(".* FROM (\\w+).*", "$1");
  }

  private static PreparedStatement statement(
      PreparedStatement statement, String table, Map<String, Integer> sizes) {
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (method.getName().equals("setFetchSize")) {
            sizes.put(table, (Integer) arguments[0]);
          }
          return call(method, statement, arguments);
        });
  }

  private static Object call(Method method, Object of, Object[] arguments) throws Throwable {
    try {
      return method.invoke(of, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
